"""
Ways in which processes of Python begin and end while they use a database.

    python endings.py FUNCTION
"""

import atexit
import multiprocessing
import os
import subprocess
import sys
import threading

from blog_of_file import author_name, database, list_names


def at_exit():
    """Thirty look-ups while the program runs, and again when it has ended."""
    blog = database()
    list_names(blog)
    atexit.register(list_names, blog)


class Reporter:
    """Asks when it is taken away: with the module, when the interpreter is half gone."""

    def __init__(self):
        self.blog = database()
        self.list_names = list_names

    def __del__(self):
        print(len(self.list_names(self.blog)))


def at_finalisation():
    global reporter
    reporter = Reporter()
    reporter.itself = reporter  # only the collector finds it
    list_names(reporter.blog)


def query_for_ever(asked):
    blog = database()
    number = 0
    while True:
        author_name(blog, number % 30 + 1)  # loop line of daemon
        number += 1
        if number == 100:
            asked.set()


def daemon_threads():
    """Two threads that are in the middle of it when the interpreter ends."""
    asked = [threading.Event(), threading.Event()]
    for event in asked:
        threading.Thread(target=query_for_ever, args=(event,), daemon=True).start()
    for event in asked:
        event.wait()
    print("done")


def list_names_in_child():
    os.write(1, b"%d\n" % len(list_names(database())))  # in one piece, as several processes write


def processes(method):
    context = multiprocessing.get_context(method)
    children = [context.Process(target=list_names_in_child) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print([child.exitcode for child in children])


def multiprocessing_fork():
    list_names(database())
    processes("fork")


def multiprocessing_spawn():
    list_names(database())
    processes("spawn")


def pool_of_processes():
    """Workers that the parent ends."""
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.apply(list_names_in_child)


def exit_of_child():
    """Ten look-ups before the fork; then the child asks for all and leaves by os._exit, and so does the parent."""
    blog = database()
    for number in range(1, 11):
        author_name(blog, number)
    blog.close()
    child = os.fork()
    list_names(database())
    if child == 0:
        os._exit(3)
    print(os.WEXITSTATUS(os.waitpid(child, 0)[1]), flush=True)
    os._exit(4)


def child_process():
    """Another program, started between two look-ups."""
    blog = database()
    author_name(blog, 1)
    subprocess.run([sys.executable, __file__, "list_names_in_child"], check=True)
    author_name(blog, 2)


def child_process_without_statements():
    blog = database()
    author_name(blog, 1)
    subprocess.run([sys.executable, "-c", "print('nothing asked')"], check=True)
    subprocess.run(["true"], check=True)
    author_name(blog, 2)


def subinterpreter():
    """Thirty look-ups in the main interpreter, and thirty in another, in one thread."""
    try:
        import _interpreters as interpreters
    except ImportError:
        import _xxsubinterpreters as interpreters
    list_names(database())
    code = f"import sys\nsys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r})\n" \
        "import blog_of_file\nblog_of_file.list_names(blog_of_file.database())\n"
    other = interpreters.create()
    failure = interpreters.run_string(other, code)
    interpreters.destroy(other)
    print(failure)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
