"""LOOPLINE_KEEP: captures of finished processes go, oldest first; those of living ones never do."""

import contextlib
import os
import subprocess
import time

from harness import each, equal

LOOK_UP = "import sqlite3\nsqlite3.connect(':memory:').execute('select 1').fetchall()\n"


def record(context, directory, name, keep=None, env=None, script=LOOK_UP):
    """One process whose capture is NAME.capture; captures that are in the directory then."""
    program = context.directory / "look_up.py"
    program.write_text(script)
    variables = {**context.shim_environment(directory), "LOOPLINE_OUT": str(directory / name), "LOOPLINE_KEEP": keep,
                 **(env or {})}
    context.run(["python3", program], env=variables).expect(0)
    return sorted(path.name.removesuffix(".capture") for path in directory.glob("*.capture"))


def aged(directory, name, hours):
    then = time.time() - hours * 3600
    os.utime(directory / f"{name}.capture", (then, then))


def three_captures(context):
    directory = context.directory / "captures"
    directory.mkdir()
    for hours, name in enumerate("cab"):
        record(context, directory, name)
        aged(directory, name, 10.5 - hours)
    return directory


@contextlib.contextmanager
def living(context, directory, name):
    """A process that has run a statement and goes on."""
    program = context.directory / "living.py"
    program.write_text(LOOK_UP + "print('ran', flush=True)\ninput()\n")
    variables = context.environment({**context.shim_environment(directory), "LOOPLINE_OUT": str(directory / name)})
    with subprocess.Popen(["python3", program], env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        equal(process.stdout.readline(), b"ran\n", "output")
        yield process
        process.stdin.close()


def test_oldest_go_first(context):
    directory = three_captures(context)
    (directory / "c.txt").write_text("its report")
    (directory / "other.txt").write_text("no report of these")
    kibibytes = sum(path.stat().st_blocks // 2 for path in directory.glob("*.capture"))
    equal(record(context, directory, "d", f"{kibibytes - 1}KiB"), ["a", "b", "d"], "captures")
    equal(sorted(path.name for path in directory.glob("*.txt")), ["other.txt"], "reports")


def test_too_old_ones_go(context):
    equal(record(context, three_captures(context), "d", "64MiB,9h"), ["b", "d"], "captures")


@each("", "x", "0MiB", "5", "MiB,,d", "-1MiB")
def test_no_bound(context, keep):
    equal(record(context, three_captures(context), "d", keep), ["a", "b", "c", "d"], "captures")


def test_living_processes_keep_theirs(context):
    directory = three_captures(context)
    with living(context, directory, "e") as process:
        aged(directory, "e", 100)
        equal(record(context, directory, "d", "1KiB,1h"), ["d", "e"], "captures")
        process.kill()  # and is not sealed
    aged(directory, "e", 100)
    equal(record(context, directory, "f", "1KiB,1h"), ["f"], "captures")


def test_what_is_no_capture_stays(context):
    directory = three_captures(context)
    mine = directory / "mine.capture"
    mine.write_text("my own")
    (directory / "link.capture").symlink_to(mine)
    equal(record(context, directory, "d", "1KiB,1h"), ["d", "link", "mine"], "captures")


def test_one_run_keeps_its_own(context):
    """Or `loopline run` would report on the last of its processes alone."""
    directory = three_captures(context)
    env = {"LOOPLINE_RUN": "1234abcd"}
    record(context, directory, "x", env=env)
    equal(record(context, directory, "d", "1KiB", env=env), ["d", "x"], "captures")
