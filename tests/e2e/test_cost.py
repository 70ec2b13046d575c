"""What is done so that the host hardly notices: the budget, the switch, and silence."""

import gzip
import json
import os
import resource
import shutil
import subprocess

from cases import case
from harness import each, equal
from python_support import SYSTEM_PYTHON

LOOK_UPS = 100  # a round, in rounds.c


def notes_with(report, text):
    return [note for note in report["notes"] if text in note]


def calls(report):
    return sum(site["calls"] for site in report["sites"])


def run_rounds(context, switches):
    """One round more than there are switches; before each of the later ones `loopline SWITCH PID`."""
    program = case(context, "rounds.c")
    directory = context.directory / "recorded"
    directory.mkdir()
    environment = context.environment(context.shim_environment(directory))
    with subprocess.Popen([program], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for switch in [None, *switches]:
            if switch:
                context.run([context.loopline, switch, process.pid]).expect(0)
            process.stdin.write(b"\n")
            process.stdin.flush()
            equal(process.stdout.readline(), b"done\n")
        process.stdin.close()
        equal(process.wait(), 0)
    argv = [context.loopline, "report", "--format", "json", *directory.glob("*.capture")]
    return json.loads(context.run(argv).expect(0).stdout)


@each("pause", "pause resume", "pause pause resume resume", "resume")
def test_recording_is_paused_and_goes_on(context, switches):
    switches = switches.split()
    recorded, on = 1, True
    for switch in switches:
        on = switch == "resume"
        recorded += on
    report = run_rounds(context, switches)
    equal(calls(report), recorded * LOOK_UPS)
    equal(len(notes_with(report, "paused 1 time by hand")), int("pause" in switches))
    equal(len(notes_with(report, "still is")), int(not on))


def test_what_cannot_be_paused_is_said(context):
    for pid, message, status in (("1x", "is not a process id", 2), ("999999999", "No such file", 4),
                                 ("self", "not a process id", 2)):
        ended = context.run([context.loopline, "pause", pid]).expect(status)
        assert message in ended.stderr, ended.stderr


def test_above_the_budget_values_go_first_and_then_recording_pauses(context):
    program = case(context, "rounds.c")
    environment = {"LOOPLINE_BUDGET": "0.001%", "LOOPLINE_BUDGET_GRACE": "0"}
    report = context.record([program, "2000"], env=environment).expect(0).report
    equal(len(notes_with(report, "values were not compared any more")), 1)
    equal(len(notes_with(report, "nothing was recorded for")), 1)


@each("off", "100", None)
def test_within_the_budget_nothing_is_given_up(context, budget):
    program = case(context, "rounds.c")
    environment = {"LOOPLINE_BUDGET": budget, "LOOPLINE_BUDGET_GRACE": "0" if budget else None}
    report = context.record([program, "500"], env=environment).expect(0).report
    equal(notes_with(report, "budget"), [])


@each(
    ({}, True), ({"LOOPLINE_ONLY": "python3*,rounds"}, True), ({"LOOPLINE_ONLY": "other"}, False),
    ({"LOOPLINE_EXCEPT": "round?"}, False), ({"LOOPLINE_EXCEPT": "/nowhere,FOLDER"}, False),
    ({"LOOPLINE_ONLY": "FOLDER/*", "LOOPLINE_EXCEPT": "FOLDER/other"}, True),
)
def test_programs_outside_the_scope_leave_no_capture(context, values):
    environment, is_recorded = values
    program = case(context, "rounds.c")
    environment = {name: value.replace("FOLDER", str(program.parent)) for name, value in environment.items()}
    recording = context.record([program, "1"], env=environment).expect(0)
    equal(len(recording.captures), int(is_recorded))


@each(None, "bash")
def test_a_shell_is_recorded_only_where_it_is_asked_for(context, only):
    program = case(context, "rounds.c")
    shell = context.directory / "bash"
    shutil.copy(program, shell)
    recording = context.record([shell, "1"], env={"LOOPLINE_ONLY": only}).expect(0)
    equal(len(recording.captures), int(bool(only)))


def test_a_run_records_whatever_it_starts(context):
    """`loopline run` names the program: what is left out of a whole system is wanted here."""
    shell = context.directory / "rpm"
    shutil.copy(case(context, "rounds.c"), shell)
    ended = context.run([context.loopline, "run", "-f", "json", "--", shell, "1"]).expect(0)
    assert json.loads(ended.stderr)["totals"]["statements"] > 0, ended.stderr
    doctor = context.run([context.loopline, "doctor", shell]).expect(0)
    assert "LOOPLINE_ONLY" in doctor.stdout, doctor.stdout


def test_quiet_writes_nothing_to_standard_error(context):
    program = case(context, "rounds.c")
    loud = context.record([program, "1"], env={"LOOPLINE_REPORT": None}).expect(0)
    quiet = context.record([program, "1"], env={"LOOPLINE_REPORT": None, "LOOPLINE_QUIET": "1"}).expect(0)
    assert loud.stderr != ""
    equal(quiet.stderr, "")
    equal(len(list(quiet.directory.glob("*.txt"))), 1)


def program_of_many_lines(functions, lines):
    """Each line of each function runs a statement; ten lines make a loop."""
    yield "import sqlite3"
    yield "connection = sqlite3.connect(':memory:', isolation_level=None)"
    yield "connection.execute('create table t (id integer primary key, v integer)')"
    for function in range(functions):
        yield f"def f{function}(rounds):"
        for line in range(lines):
            if line % 10 == 0:
                yield "    for i in range(rounds):"
            yield f"        connection.execute('select v, v + c{line % 3} from (select ? as v, 1 as c0, 2 as c1, 3 as c2)', (i,))"
    yield "for again in range(5):"
    for function in range(functions):
        yield f"    f{function}(20)"


def test_a_report_on_a_million_statements_from_ten_thousand_lines_takes_less_than_two_seconds(context):
    program = context.directory / "many_lines.py"
    program.write_text("\n".join(program_of_many_lines(100, 100)) + "\n", encoding="utf-8")
    recorded = context.directory / "recorded"
    recorded.mkdir()
    environment = context.shim_environment(recorded) | {"LOOPLINE_BUDGET": "off", "LOOPLINE_CHECK_STACKS": None}
    context.run([SYSTEM_PYTHON, program], env=environment).expect(0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    report = context.run([context.loopline, "report", "--format", "json", recorded]).expect(0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    totals = json.loads(report.stdout)["totals"]
    equal((totals["statements"], totals["dropped"]), (1_000_001, 0), "statements and dropped")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert seconds < 2, f"{seconds} s of processor time"


def test_a_report_of_ten_thousand_loops_fits_memory_page_and_code_scanning(context):
    """Loops of one statement, whose stacks are a dozen frames deep."""
    items, program = context.directory / "items.py", context.directory / "many_loops.py"
    lines = ["import sqlite3", "connection = sqlite3.connect(':memory:', isolation_level=None)"]
    for number in range(10_000):
        lines += [f"def load_item_{number}(rounds):", "    for i in range(rounds):",
                  f"        connection.execute('select v, v + c{number} from (select ? as v, 1 as c{number})', (i,))"]
    items.write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["import items", "def level_0(load):", "    load(6)"]
    for level in range(1, 12):
        lines += [f"def level_{level}(load):", f"    level_{level - 1}(load)"]
    lines += ["for number in range(10_000):", "    level_11(getattr(items, f'load_item_{number}'))"]
    program.write_text("\n".join(lines) + "\n", encoding="utf-8")
    recorded = context.directory / "recorded"
    recorded.mkdir()
    environment = context.shim_environment(recorded) | {"LOOPLINE_BUDGET": "off", "LOOPLINE_CHECK_STACKS": None}
    context.run([SYSTEM_PYTHON, program], env=environment).expect(0)
    page = context.directory / "page.html"
    reporting = subprocess.Popen([context.loopline, "report", "-f", "html", "-o", page, recorded])
    _, status, usage = os.wait4(reporting.pid, 0)
    reporting.returncode = os.waitstatus_to_exitcode(status)
    equal(reporting.returncode, 0, "status")
    assert "10,000 loops" in page.read_text(encoding="utf-8")
    assert usage.ru_maxrss < 300 * 1024, f"{usage.ru_maxrss} KiB"
    assert page.stat().st_size < 2_000_000, f"{page.stat().st_size} bytes"
    sarif = context.run([context.loopline, "report", "-f", "sarif", recorded]).expect(0).stdout
    equal(len(json.loads(sarif)["runs"][0]["results"]), 5000, "results, of which GitHub keeps so many")
    assert len(gzip.compress(sarif.encode())) < 10_000_000, "more than GitHub takes"
