"""From a process's first statement to whatever end it comes to, and its children."""

import json
import os
import re
import signal
import subprocess

from cases import (ALL_ITEMS, ITEM_BY_ID, SETUP, case, check_counts, check_statements, dismissed, plugin, sealed,
                   sum_of)
from harness import each, equal, smoke


def list_descriptors(context, *arguments, env=None):
    """What the program lists without and with the shim, each in an empty working directory; and the recording."""
    program = case(context, "descriptors.c")
    empty = context.directory / "empty"
    empty.mkdir()
    plain = context.run([program, *arguments], cwd=empty).expect(0)
    recording = context.record([program, *arguments], env=env, cwd=empty).expect(0)
    return plain.stdout.splitlines(), recording.stdout.splitlines(), recording


@smoke
def test_program_without_statements_leaves_nothing(context):
    plain, listed, recording = list_descriptors(context, "before",
                                                env={"LOOPLINE_REPORT": None, "LOOPLINE_OUT": None})
    equal(listed, plain, "descriptors, threads and files")
    equal((recording.stderr, recording.captures), ("", []), "standard error and captures")


def test_statements_leave_no_descriptor_and_no_thread(context):
    plain, listed, _ = list_descriptors(context)
    equal(listed, plain, "descriptors, threads and files")


@smoke
def test_switched_off_leaves_nothing(context):
    plain, listed, recording = list_descriptors(
        context, env={"LOOPLINE": "0", "LOOPLINE_REPORT": None, "LOOPLINE_OUT": None})
    equal(listed, plain, "descriptors, threads and files")
    equal((recording.stderr, recording.captures), ("", []), "standard error and captures")


@each("return", "exit", "_exit", "_Exit", "quick_exit")
def test_orderly_ends(context, way):
    recording = context.record([case(context, "end_ways.c"), way]).expect(7)
    check_counts(recording.report, {ITEM_BY_ID: 3})
    equal(sealed(recording.report), [True], "sealed")


@each("atexit", "at_quick_exit")
def test_statements_in_exit_handlers(context, way):
    recording = context.record([case(context, "end_ways.c"), way]).expect(7)
    check_counts(recording.report, {ITEM_BY_ID: 3 + 2})
    equal(sealed(recording.report), [True], "sealed")


@each("abort", "terminate", "kill")
def test_ends_by_signals(context, way):
    number = {"abort": signal.SIGABRT, "terminate": signal.SIGTERM, "kill": signal.SIGKILL}[way]
    recording = context.record([case(context, "end_ways.c"), way]).expect(-number)
    equal(recording.stdout, "three\n", "standard output")
    check_counts(recording.report, {ITEM_BY_ID: 3})
    check_statements(recording, SETUP + 3)
    equal(sealed(recording.report), [False], "sealed")


@smoke
@each("return", "_exit", "quick_exit", "abort")
def test_report_at_exit(context, way):
    """It comes where the process ends by itself; the exit status and standard output are the program's."""
    program = case(context, "end_ways.c")
    plain = context.run([program, way])
    recording = context.record([program, way], env={"LOOPLINE_REPORT": None}).expect(plain.status)
    equal(recording.stdout, plain.stdout, "standard output")
    reports = [file.suffix for file in recording.directory.iterdir() if file.suffix != ".capture"]
    equal(reports, [] if way == "abort" else [".txt"], "reports")
    equal(len(recording.stderr.splitlines()), 0 if way == "abort" else 1, "lines on standard error")


def test_statements_in_destructors(context):
    """Of the program's statics and of a library."""
    library = plugin(context, "callers_library.c", "-DRUNS_IN_DESTRUCTOR")
    recording = context.record([case(context, "end_statics.cpp", libraries=[str(library), "-lsqlite3"])]).expect(0)
    check_counts(recording.report, {ITEM_BY_ID: 2 + 3 + 7})
    check_statements(recording, 2 * SETUP + 12)
    equal(sealed(recording.report), [True], "sealed")


def test_killed_in_the_middle_of_a_loop(context):
    """Every statement that had returned when the process was killed is in the report."""
    directory = context.directory / "killed"
    directory.mkdir()
    environment = context.environment(context.shim_environment(directory))
    process = subprocess.Popen([case(context, "end_killed.c")], env=environment, stdout=subprocess.PIPE)
    returned = 99 + len(os.read(process.stdout.fileno(), 1))
    process.kill()
    returned += len(process.stdout.read())
    equal(process.wait(), -signal.SIGKILL, "status")
    captures = list(directory.glob("*.capture"))
    recording = context.record(["true"])  # for its ways to read captures
    recording.directory = directory
    equal(len(captures), 1, "captures")
    counted = sum_of(recording.report, ITEM_BY_ID)
    assert returned <= counted <= returned + 1, f"{returned} had returned, {counted} are counted"
    equal(sealed(recording.report), [False], "sealed")


def statements_by_process(context, recording):
    """Process id to the statements of its captures."""
    counts = {}
    for capture in recording.captures:
        report = recording.context.run([context.loopline, "report", "--format", "json", capture]).expect(0).stdout
        document = json.loads(report)
        equal(document["totals"]["dropped"], 0, "dropped")
        process = document["processes"][0]["pid"]
        counts[process] = counts.get(process, 0) + document["totals"]["statements"]
    return counts


PARENT = 2 * SETUP + 3 + 2
CHILD = SETUP + 5


def run_forking(context, way, **options):
    """The recording, and the process ids that the program printed."""
    program = case(context, "fork_ways.c")
    plain = context.run([program, way]).expect(0)
    recording = context.record([program, way], **options).expect(0)
    equal(re.sub(r"\d+\n", "N\n", recording.stdout), re.sub(r"\d+\n", "N\n", plain.stdout), "standard output")
    return recording, {name: int(number) for name, number in re.findall(r"(parent|child) (\d+)", recording.stdout)}


@each("fork", "fork-_exit", "clone", "fork-exec", "vfork-exec", "spawn")
def test_children_have_captures_of_their_own(context, way):
    recording, processes = run_forking(context, way)
    equal(statements_by_process(context, recording), {processes["parent"]: PARENT, processes["child"]: CHILD},
          "statements by process")
    equal(sealed(recording.report), [True, True], "sealed")
    equal(recording.report["totals"]["statements"], PARENT + CHILD, "statements")


@each("clone-idle", "vfork-failure")
def test_children_without_statements_leave_their_parent_alone(context, way):
    recording, processes = run_forking(context, way, env={"LOOPLINE_REPORT": None})
    equal(statements_by_process(context, recording), {processes["parent"]: PARENT}, "statements by process")
    equal(len(recording.stderr.splitlines()), 1, "lines on standard error")


def test_daemon(context):
    """Twice forked, without a descriptor left, in another directory."""
    recording, processes = run_forking(context, "daemon")
    counts = statements_by_process(context, recording)
    equal(counts.pop(processes["parent"]), PARENT, "statements of the parent")
    equal(list(counts.values()), [CHILD], "statements of the daemon")
    equal(sealed(recording.report), [True, True], "sealed")


def test_another_program_by_exec(context):
    """One process id, two programs, two captures."""
    recording, processes = run_forking(context, "exec")
    equal(len(recording.captures), 2, "captures")
    equal(statements_by_process(context, recording), {processes["parent"]: SETUP + 3 + CHILD}, "statements")
    equal(sorted(sealed(recording.report)), [False, True], "sealed")


@each("fork", "fork-exec", "vfork-exec", "spawn")
def test_children_are_left_alone_on_request(context, way):
    recording, processes = run_forking(context, way, env={"LOOPLINE_FOLLOW": "0"})
    equal(statements_by_process(context, recording), {processes["parent"]: PARENT}, "statements by process")


@each("callback", "function")
def test_fork_while_a_statement_runs(context, where):
    """The child comes back out of SQLite as its parent does, and goes on."""
    recording = context.record([case(context, "fork_inside.c"), where]).expect(0)
    equal(recording.stdout, "the child ended with 0\n", "standard output")
    # A statement that goes on by further steps is begun anew in the child's books; one call of exec is not.
    parent, calls = (ALL_ITEMS, 1) if where == "callback" else ("select fork() from items", 2)
    check_counts(recording.report, {parent: calls, ITEM_BY_ID: 2 * 3})
    equal(sum_of(recording.report, parent, "rows"), 100 if calls == 1 else 199, "rows of what was forked in")
    equal(sealed(recording.report), [True, True], "sealed")


@each("ignore", "handler")
def test_program_hears_of_no_child(context, way):
    """The report is made by another process, which the program's own watch over children must not see."""
    program = case(context, "children_waited.c")
    recording = context.record([program, way], env={"LOOPLINE_REPORT": None}).expect(0)
    equal(recording.stdout, "", "standard output")
    equal(len(list(recording.directory.glob("*.txt"))), 1, "reports")


@each("waitpid", "wait3", "wait4", "waitid", "look")
def test_waiting_for_any_child_finds_none(context, way):
    """Nor does a thread that asks for children of every kind, while the program ends."""
    program = case(context, "any_child_waited.c", libraries=["-lsqlite3", "-lpthread"])
    for _ in range(5):
        recording = context.record([program, way], env={"LOOPLINE_REPORT": None}).expect(0)
        equal(recording.stdout, "", "standard output")
        equal(len(list(recording.directory.glob("*.txt"))), 1, "reports")


def test_constructor_of_a_plugin_and_another_thread(context):
    """Two first statements at once, one of them under the loader's lock."""
    library = plugin(context, "constructor_lock.c", libraries=["-lsqlite3", "-pthread"])
    program = case(context, "callers_plugin.c", libraries=[])
    recording = context.record([program, "local", library]).expect(0)
    equal(recording.stdout, "constructed\n20 rows\n", "standard output")
    check_statements(recording, 2)


def test_statements_below_threshold_are_told(context):
    report = context.record([case(context, "end_ways.c"), "return"]).report
    equal(dismissed(report, "below threshold"), 4, "dismissed")


def test_running_process_can_be_reported_on(context):
    directory = context.directory / "running"
    directory.mkdir()
    environment = context.environment(context.shim_environment(directory))
    process = subprocess.Popen([case(context, "growing.c")], env=environment, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    try:
        equal(process.stdout.readline(), b"ready\n", "first line")
        recording = context.record(["true"])
        recording.directory = directory
        equal(recording.report["totals"]["statements"], SETUP, "statements")
        equal(sealed(recording.report), [False], "sealed")
    finally:
        output = process.communicate(b"go\n")[0]
    equal(output, b"done\n", "the rest")
