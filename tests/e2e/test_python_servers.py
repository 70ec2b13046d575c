"""Programs that serve many requests, each with its own N+1: one finding for all of them, and how often."""

import http.client
import signal
import socket
import subprocess
import threading

from harness import Recording, each, equal
from python_support import (SYSTEM_PYTHON, check_finding, check_place, check_totals, database, environment, line,
                            require_module, source, statements_on)

HANDLER = "servers/requests_of_posts.py"
ASYNCIO = "servers/asyncio_psycopg.py"
AUTHOR_BY_ID = "select name from authors where id = ?"
DATABASES = ("sqlite", "postgresql")
REQUESTS = 40
POSTS = 10  # of each request


def open_blog(context, kind, *modules):
    python = environment(context, "current")
    require_module(python, *modules)
    env = {**database(context, kind), "PYTHONDONTWRITEBYTECODE": "1"}
    context.run([python, source(context, "orm/tables.py"), 100, 100, 0, 0, 0, 0], env=env).expect(0)
    return python, env


def check_requests(context, recording, requests, path=HANDLER):
    check_totals(recording)
    equal(statements_on(recording.report, "authors", "posts"), requests * (1 + POSTS), "statements")
    finding = recording.finding()
    equal(finding["statement"], AUTHOR_BY_ID, "statement")
    equal(finding["calls"], requests * POSTS, "calls")
    check_place(context, finding["loop"], path, "loop line", "loop")
    check_place(context, finding["call_site"], path, "call site", "call site")
    equal(finding["parent"]["calls"], requests, "calls of the parent")
    return finding


# ---- gunicorn -------------------------------------------------------------------------------------------


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def ask(path, page="/"):
    """One request; the number of the process that answered."""
    connection = UnixConnection(path)
    try:
        connection.request("GET", page)
        response = connection.getresponse()
        equal(response.status, 200, "status")
        return int(response.read())
    finally:
        connection.close()


def load(path, requests, workers):
    """
    Asks so often, from four threads at once, and then on until all workers have answered. Returns by how many
    requests.
    """
    answers = []
    threads = [threading.Thread(target=lambda: answers.extend(ask(path) for _ in range(requests // 4)))
               for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while len(set(answers)) < workers and len(answers) < 1000:
        answers.append(ask(path))
    equal(len(set(answers)), workers, "workers that answered")
    return len(answers)


@each(*DATABASES)
def test_gunicorn_with_two_workers(context, kind):
    python, env = open_blog(context, kind, "gunicorn")
    directory = context.directory / "captures"
    directory.mkdir()
    servers = source(context, "servers")
    path = context.directory / "socket"
    argv = [python, "-m", "gunicorn", "--config", servers / "gunicorn.conf.py", "--chdir", servers,
            "--bind", f"unix:{path}", "wsgi:application"]
    server = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env=context.environment({**env, **context.shim_environment(directory)}))
    try:
        equal(server.stdout.readline(), "ready\n", "first line")
        requests = load(path, REQUESTS, workers=2)
    finally:
        server.send_signal(signal.SIGTERM)
        stdout, stderr = server.communicate(timeout=60)
    recording = Recording(argv, server.returncode, stdout, stderr, directory=directory, context=context).expect(0)
    equal(len(recording.report["processes"]), 2, "processes")
    equal([process["sealed"] for process in recording.report["processes"]], [True, True], "sealed")
    finding = check_requests(context, recording, requests)
    check_finding(finding, calls=requests * POSTS, n=POSTS, episodes=requests, confidence="confirmed")


# ---- in one process -------------------------------------------------------------------------------------


def record(context, python, env, path):
    recording = context.record([python, source(context, path)], env=env).expect(0)
    equal(recording.stdout, f"{REQUESTS * POSTS}\n", "standard output")
    return recording


@each(*DATABASES)
def test_thread_pool(context, kind):
    recording = record(context, *open_blog(context, kind), "servers/thread_pool.py")
    finding = check_requests(context, recording, REQUESTS)
    check_finding(finding, calls=REQUESTS * POSTS, n=POSTS, episodes=REQUESTS, confidence="confirmed")
    equal(recording.report["totals"]["threads"], 4, "threads")


def test_asyncio_with_psycopg_3(context):
    recording = record(context, *open_blog(context, "postgresql", "psycopg"), ASYNCIO)
    check_requests(context, recording, REQUESTS, ASYNCIO)


def test_gevent_with_psycopg2(context):
    recording = record(context, *open_blog(context, "postgresql", "gevent", "psycogreen"), "servers/gevent_psycopg2.py")
    check_requests(context, recording, REQUESTS)


@each("asyncio", "gevent")
def test_requests_that_take_turns_in_one_thread(context, library):
    """Each connection has books of its own, so that requests do not mix; the threads are still counted as one."""
    path, mark = {"asyncio": (ASYNCIO, "psycopg"), "gevent": ("servers/gevent_psycopg2.py", "gevent")}[library]
    recording = record(context, *open_blog(context, "postgresql", mark), path)
    check_finding(recording.finding(), calls=REQUESTS * POSTS, n=POSTS, episodes=REQUESTS, confidence="confirmed")
    equal(recording.report["totals"]["threads"], 1, "threads")


# ---- the same requests, another verdict -------------------------------------------------------------------

WORKLOAD = "servers/recorded_workload.py"
RUNS = 10


def loops_of_workload(context, mode, seed):
    """What is found, without what depends on the order of requests: how long anything took."""
    data = context.directory / f"{mode}-{seed}.db"
    recording = context.record([SYSTEM_PYTHON, source(context, WORKLOAD), mode, data, seed]).expect(0)
    return {(finding["kind"], finding["confidence"], finding["statement"], finding["loop"]["line"], finding["calls"],
             finding["n"]["median"], finding["n"]["max"]) for finding in recording.findings()}


@each("threads", "forks")
def test_the_same_requests_give_the_same_loops_in_whatever_order(context, mode):
    runs = [loops_of_workload(context, mode, seed) for seed in range(RUNS)]
    for seed, loops in enumerate(runs):
        equal(loops, runs[0], f"loops of run {seed}")
    lines = {line(context, WORKLOAD, f"loop of {page}") for page in ("list", "count", "save")}
    equal({loop[3] for loop in runs[0]}, lines, "lines")
