"""How interpreters begin and end: inside other programs, with threads at work, in children of all kinds."""

import json
import shutil
import sqlite3

from harness import each, equal, skip
from python_support import (SYSTEM_PYTHON, check_finding, check_no_findings, check_place, check_totals, in_each,
                            readable_interpreters, source, system_python, version_of)

ENDINGS = "lifetime/endings.py"
BLOG = "lifetime/blog_of_file.py"
SCRIPT = "embedding/script.py"
EMBED = "apps/python/embedding/embed.c"
LIST_NAMES = 1 + 30  # statements of list_names
QUIET = {"PYTHONDONTWRITEBYTECODE": "1"}

# ---- programs with a Python inside ----------------------------------------------------------------------


def embed(context):
    """The C program, built against the system's Python."""
    system_python()
    configure = f"python{version_of(SYSTEM_PYTHON)}-config"
    if not shutil.which(configure):
        skip(f"no {configure} found: Python's development package is not installed")
    flags, libraries = (context.run([configure, "--embed", option]).expect(0).stdout.split()
                        for option in ("--includes", "--ldflags"))
    return context.compile(EMBED, flags=["-O2", "-g", "-Wall", "-Wextra", "-Werror", *flags], libraries=libraries)


def record_embedded(context, *way):
    recording = context.record([embed(context), source(context, SCRIPT), *way]).expect(0)
    equal(recording.stdout, "30\n", "standard output")
    check_totals(recording)
    return recording


def is_unread(finding):
    """Run by an interpreter whose frames were not read: proved by values, and without a line."""
    loop = finding["loop"]
    return finding["confidence"] == "confirmed" and (loop["function"], loop["file"]) == ("Python code", None)


def check_script(context, finding):
    check_finding(finding, calls=30, n=30)
    check_place(context, finding["loop"], SCRIPT, "loop line", "loop")
    check_place(context, finding["call_site"], SCRIPT, "call site", "call site")


def test_embedded(context):
    recording = record_embedded(context)
    equal(recording.statements(), 4 + LIST_NAMES, "statements")
    check_script(context, recording.finding())


def test_embedded_subinterpreter(context):
    """Up to 3.11 its frames cannot be told from the main interpreter's: what values prove, and no line made up."""
    recording = record_embedded(context, "subinterpreter")
    equal(recording.statements(), 4 + LIST_NAMES, "statements")
    for finding in recording.findings():
        if not is_unread(finding):
            check_script(context, finding)


def test_loop_in_c_around_python(context):
    """Two loops ask the same: the script's own, and the one of the program that embeds it."""
    recording = record_embedded(context, "loop")
    equal(recording.statements(), 4 + LIST_NAMES + 30, "statements")
    by_language = {finding["loop"]["language"]: finding for finding in recording.findings()}
    equal(sorted(by_language), ["c", "python"], "languages of the loops")
    check_script(context, by_language["python"])
    in_c = by_language["c"]
    equal(in_c["calls"], 30, "calls")
    equal((in_c["loop"]["file"], in_c["loop"]["line"]),
          (str(context.source(EMBED)), context.line(EMBED, "loop line of C")), "loop in C")
    check_place(context, in_c["call_site"], SCRIPT, "call site", "call site")


# ---- lifetimes ------------------------------------------------------------------------------------------


def open_blog(context):
    """Thirty posts of thirty authors in a file."""
    path = context.directory / "blog.db"
    if not path.exists():
        blog = sqlite3.connect(path)
        blog.execute("pragma journal_mode = wal")
        blog.execute("create table authors (id integer primary key, name text not null)")
        blog.execute("create table posts (id integer primary key, author_id integer not null)")
        for number in range(1, 31):
            blog.execute("insert into authors values (?, ?)", (number, f"author {number}"))
            blog.execute("insert into posts values (?, ?)", (number, number))
        blog.commit()
        blog.close()
    return {"BLOG_DATABASE": f"sqlite:{path}", **QUIET}


def record(context, version, function, status=0):
    """The same output and status as without the shim, and nothing on standard error."""
    argv = [readable_interpreters()[version], source(context, ENDINGS), function]
    plain = context.run(argv, env=open_blog(context)).expect(status)
    recording = context.record(argv, env=open_blog(context)).expect(status)
    equal(sorted(recording.stdout.splitlines()), sorted(plain.stdout.splitlines()), "standard output")
    equal(recording.stderr, plain.stderr, "standard error")
    check_totals(recording)
    return recording


def reports_by_process(recording):
    """Each capture's own report, the one with the most statements first."""
    reports = [json.loads(recording.context.run([recording.context.loopline, "report", "--format", "json", capture])
                          .expect(0).stdout) for capture in recording.captures]
    return sorted(reports, key=lambda report: -report["totals"]["statements"])


def statements_by_process(recording):
    return [report["totals"]["statements"] for report in reports_by_process(recording)]


def check_all_sealed(recording):
    for process in recording.report["processes"]:
        equal(process["sealed"], True, f"sealed, process {process['pid']}")


def check_list_names(context, finding, calls, episodes=1):
    check_finding(finding, calls=calls, n=30, episodes=episodes)
    check_place(context, finding["loop"], BLOG, "loop line", "loop")
    check_place(context, finding["call_site"], BLOG, "call site", "call site")


@each("at_exit", "at_finalisation")
def test_statements_while_the_interpreter_ends(context, function):
    def check(version):
        recording = record(context, version, function)
        equal(recording.statements(), 2 * LIST_NAMES, "statements")
        equal(sum(finding["calls"] for finding in recording.findings()), 60, "calls of the findings")
        for finding in recording.findings():
            check_place(context, finding["loop"], BLOG, "loop line", "loop")
        check_all_sealed(recording)

    in_each(readable_interpreters(), check)


def test_daemon_threads_still_at_work(context):
    """Several times, as it is a race between the threads and the end."""
    def check(version):
        for _ in range(5):
            recording = record(context, version, "daemon_threads")
            assert recording.statements() >= 200, recording.statements()
            finding = recording.finding()
            check_place(context, finding["loop"], ENDINGS, "loop line of daemon", "loop")

    in_each(readable_interpreters(), check)


@each("multiprocessing_fork", "multiprocessing_spawn")
def test_multiprocessing(context, function):
    """Three captures: the parent's, and those of two children. One loop, whichever way its function is called."""
    def check(version):
        recording = record(context, version, function)
        equal(statements_by_process(recording), [LIST_NAMES] * 3, "statements of each process")
        check_list_names(context, recording.finding(), calls=90, episodes=3)
        check_all_sealed(recording)

    in_each(readable_interpreters(), check)


def test_pool_whose_workers_are_ended(context):
    """One of two workers has asked; the other leaves no file. SIGTERM may end them before they can seal it."""
    def check(version):
        recording = record(context, version, "pool_of_processes")
        equal(statements_by_process(recording), [LIST_NAMES], "statements of each process")
        check_list_names(context, recording.finding(), calls=30)

    in_each(readable_interpreters(), check)


def test_os_exit_after_fork(context):
    def check(version):
        recording = record(context, version, "exit_of_child", status=4)
        equal(recording.stdout, "3\n", "status of the child")
        equal(statements_by_process(recording), [10 + LIST_NAMES, LIST_NAMES], "statements of each process")
        check_all_sealed(recording)

    in_each(readable_interpreters(), check)


def test_program_started_while_recording(context):
    def check(version):
        recording = record(context, version, "child_process")
        equal(statements_by_process(recording), [LIST_NAMES, 2], "statements of each process")
        check_list_names(context, recording.finding(), calls=30)

    in_each(readable_interpreters(), check)


def test_program_without_statements_started_while_recording(context):
    def check(version):
        recording = record(context, version, "child_process_without_statements")
        equal(statements_by_process(recording), [2], "statements of each process")
        check_no_findings(recording)

    in_each(readable_interpreters(), check)


def test_children_are_left_alone_where_it_is_asked(context):
    argv = [system_python(), source(context, ENDINGS), "child_process"]
    recording = context.record(argv, env={**open_blog(context), "LOOPLINE_FOLLOW": "0"}).expect(0)
    equal(statements_by_process(recording), [2], "statements of each process")


# Versions in which a thread has the frames of the main interpreter at hand, whichever interpreter it runs.
MAIN_FRAMES_ALONE = ("3.8", "3.9", "3.10", "3.11")


def test_subinterpreter(context):
    def check(version):
        recording = record(context, version, "subinterpreter")
        if recording.stdout != "None\n":
            raise AssertionError(f"the subinterpreter failed: {recording.stdout}")
        equal(recording.statements(), 2 * LIST_NAMES, "statements")
        if version in MAIN_FRAMES_ALONE:
            for finding in recording.findings():
                if not is_unread(finding):
                    check_list_names(context, finding, calls=30)
            return
        check_list_names(context, recording.finding(), calls=60, episodes=2)

    in_each(readable_interpreters(), check)
