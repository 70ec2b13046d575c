"""
What may go wrong in a host, done on purpose: it is killed, memory and disk end, threads come by the thousand. The
program never notices, and what was counted is right.

`make harmless` does all of it (HARMLESS=all); `make test` a part.
"""

import json
import os
import random
import struct
import subprocess
import time

from cases import SETUP, case
from harness import each, equal

ALL = os.environ.get("HARMLESS") == "all"


def test_killed_at_any_moment(context):
    """What the capture counts is what a witness counted: of the one statement under way, both or neither may tell."""
    program = case(context, "killed_any_time.c")
    moments = random.Random(20261121)
    for number in range(200 if ALL else 12):
        directory = context.directory / f"run-{number}"
        directory.mkdir()
        witness = directory / "witness"
        environment = context.environment(context.shim_environment(directory))
        with subprocess.Popen([program, witness], env=environment, stdout=subprocess.PIPE) as process:
            equal(process.stdout.readline(), b"ready\n", "output")
            time.sleep(moments.uniform(0, 0.05))  # the moment is what is tried, nothing is waited for
            process.kill()
        begun, done = struct.unpack("<QQ", witness.read_bytes()[:16])
        (capture,) = directory.glob("*.capture")
        argv = [context.loopline, "report", "--format", "json", capture]
        totals = json.loads(context.run(argv).expect(0).stdout)["totals"]
        counted = totals["statements"] + totals["dropped"] - SETUP
        assert done <= counted <= begun, f"killed after {done} of {begun}: {counted} counted"


@each("sqlite_executions", "sqlite_texts", "threads_at_once")
def test_each_allocation_fails(context, name):
    """Each call that takes memory, space or a descriptor fails once: the program's output and status stay."""
    program = [case(context, f"{name}.c", libraries=["-lsqlite3", "-ldl", "-lpthread"])] + ["8"] * (name == "threads_at_once")
    failing = case(context, "failing_shim.c", flags=["-O2", "-g", "-shared", "-fPIC", "-D_GNU_SOURCE"],
                   libraries=["-ldl"])
    plain = context.run(program)
    count_file = context.directory / "count"

    def run(number):
        environment = {"LD_PRELOAD": f"{failing}:{context.shim}", "FAIL_AT": str(number), "FAIL_COUNT": str(count_file)}
        return context.record(program, env=environment).expect(plain.status)

    whole = run(0)
    equal(whole.stdout, plain.stdout, "standard output")
    expected = whole.statements()
    calls = int(count_file.read_text())
    assert calls >= 5, f"only {calls} calls were seen"
    for number in range(1, calls + 1, 1 if ALL else 1 + calls // 12):
        recording = run(number)
        equal(recording.stdout, plain.stdout, f"standard output where call {number} of {calls} fails")
        assert recording.statements() <= expected, f"call {number} of {calls}: {recording.statements()} of {expected}"


def test_threads_by_the_thousand(context):
    count = 2000 if ALL else 200
    program = case(context, "threads_at_once.c", libraries=["-lsqlite3", "-lpthread"])
    plain = context.run([program, count], timeout=300).expect(0)
    recording = context.record([program, count], timeout=300).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")
    totals = recording.report["totals"]
    equal(totals["statements"] + totals["dropped"], count * (SETUP + 5), "statements")


def test_statements_without_room_are_counted_once(context):
    """Of a thread whose record finds no room, each statement counts as one, however many steps it takes."""
    program = case(context, "threads_at_once.c", libraries=["-lsqlite3", "-lpthread"])
    limited = ["prlimit", "--data=135000000", program, 300]
    plain = context.run(limited).expect(0)
    recording = context.record(limited).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")
    totals = recording.report["totals"]
    assert totals["dropped"] > 0, "there was room"
    equal(totals["statements"] + totals["dropped"], 300 * (SETUP + 5), "statements")
