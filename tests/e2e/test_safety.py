"""The host comes first: it sees nothing of the shim, and survives whatever the shim runs into."""

import os
import pathlib
import stat
import subprocess

from cases import ITEM_BY_ID, NOBODY, SETUP, as_nobody, case, check_counts, check_statements, sealed
from harness import each, equal, skip


def notes(recording):
    """The text report on one line."""
    return " ".join(recording.render("text").split())


@each("errno_kept", "sqlite_executions", "sqlite_texts", "sqlite_errors")
def test_results_are_the_same(context, name):
    program = case(context, f"{name}.c", libraries=["-lsqlite3", "-ldl"])
    plain = context.run([program])
    for environment in ({}, {"LOOPLINE": "0"}, {"LOOPLINE_REPORT": None}):
        recording = context.record([program], env=environment).expect(plain.status)
        equal(recording.stdout, plain.stdout, f"standard output with {environment}")
        told = recording.stderr.removeprefix(plain.stderr).splitlines()
        assert len(told) == ("LOOPLINE_REPORT" in environment), recording.stderr
        assert all(text.startswith("loopline: ") for text in told), recording.stderr


def test_descriptors_of_the_program_are_its_own(context):
    """A program that closes what it does not know and opens files: nothing of the shim reads, writes or closes them."""
    program = case(context, "frameless_descriptors.c")
    plain = context.run([program]).expect(0)
    recording = context.record([program]).expect(0)
    equal(recording.stdout, plain.stdout, "the program's files")


def test_file_of_the_program_in_place_of_standard_error(context):
    """Also when there is something to complain of."""
    program = case(context, "stderr_reused.c")
    for environment in ({}, {"LOOPLINE_FORMAT": "no-such-format"}, {"LOOPLINE_OUT": "/no/such/directory/x"}):
        context.record([program], env={"LOOPLINE_REPORT": None, **environment}).expect(0)
        content = (context.directory / "own-file").read_bytes()
        equal(content, b"mine", f"the program's file with {environment}")


# ---- the capture as a file ------------------------------------------------------------------------------------------


def test_capture_is_for_its_owner_alone(context):
    os.umask(0)
    recording = context.record([case(context, "callers_main.c")]).expect(0)
    equal(stat.S_IMODE(recording.captures[0].stat().st_mode), 0o600, "mode")


@each("file", "symlink", "dangling symlink", "directory")
def test_name_that_is_taken(context, kind):
    """Never followed, never overwritten: the capture gets another name."""
    target = context.directory / "target"
    taken = context.directory / "taken.capture"
    if kind in ("file", "symlink"):
        target.write_text("mine")
    if kind == "file":
        target.rename(taken)
    elif kind == "directory":
        taken.mkdir()
    else:
        taken.symlink_to(target)
    recording = context.record([case(context, "callers_main.c")],
                               env={"LOOPLINE_OUT": context.directory / "taken"}).expect(0)
    equal(kind == "directory" or (taken.read_text() if kind != "dangling symlink" else not target.exists()),
          True if kind != "file" and kind != "symlink" else "mine", "what had the name")
    recording.directory = context.directory / "captures"
    recording.directory.mkdir()
    (context.directory / "taken-1.capture").rename(recording.directory / "taken-1.capture")
    check_counts(recording.report, {ITEM_BY_ID: 20})


def private_directory(context):
    """One that an unprivileged user may read but not write, and one that he may."""
    closed, temporary = context.directory / "closed", context.directory / "temporary"
    closed.mkdir(mode=0o755)
    temporary.mkdir()
    if os.geteuid() == 0:
        os.chown(temporary, NOBODY, NOBODY)
        os.chmod(context.directory, 0o755)
    else:
        closed.chmod(0o555)
    return closed, temporary


def copy_for_everyone(context, *files):
    """The build directory may be closed to others."""
    copies = []
    for file in files:
        copy = context.directory / pathlib.Path(file).name
        copy.write_bytes(pathlib.Path(file).read_bytes())
        copy.chmod(0o755)
        copies.append(copy)
    return copies


def record_as_nobody(context, name, cwd, *arguments, env=None):
    """An unprivileged user records with files of his own; the recording's captures lie in the test's directory."""
    program, shim = copy_for_everyone(context, case(context, name), context.shim)
    recording = context.record(as_nobody(program, *arguments), cwd=cwd,
                               env={"LD_PRELOAD": shim, "LOOPLINE_OUT": None, **(env or {})})
    return recording.expect(0)


def test_directory_that_cannot_be_written(context):
    """The capture lies in $TMPDIR then."""
    closed, temporary = private_directory(context)
    recording = record_as_nobody(context, "callers_main.c", closed, env={"TMPDIR": temporary})
    recording.directory = temporary
    equal(len(recording.captures), 1, "captures")
    check_counts(recording.report, {ITEM_BY_ID: 20})


def test_no_directory_that_can_be_written(context):
    closed, _ = private_directory(context)
    recording = record_as_nobody(context, "callers_main.c", closed, env={"TMPDIR": closed})
    equal(recording.stdout, "20 rows\n", "standard output")
    assert recording.stderr.startswith("loopline: nothing was recorded: "), recording.stderr
    assert "Permission denied (EACCES)" in recording.stderr, recording.stderr
    equal(list(closed.iterdir()), [], "files")


def test_prefix_that_cannot_be_written(context):
    recording = context.record([case(context, "callers_main.c")], env={"LOOPLINE_OUT": "/proc/no/such"}).expect(0)
    equal(recording.stdout, "20 rows\n", "standard output")
    assert "loopline: nothing was recorded: /proc/no/such.capture" in recording.stderr, recording.stderr
    assert "LOOPLINE_OUT" in recording.stderr, recording.stderr


def test_directory_is_made(context):
    recording = context.record([case(context, "callers_main.c")],
                               env={"LOOPLINE_OUT": context.directory / "made" / "%e"}).expect(0)
    recording.directory = context.directory / "made"
    equal([capture.name for capture in recording.captures], ["callers_main.capture"], "captures")
    check_counts(recording.report, {ITEM_BY_ID: 20})


def interrupted(context, act):
    """Runs a program whose capture has to grow after `act(capture)`; returns the recording of it."""
    directory = context.directory / "interrupted"
    directory.mkdir()
    environment = context.environment(context.shim_environment(directory))
    process = subprocess.Popen([case(context, "growing.c")], env=environment, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(process.stdout.readline(), b"ready\n", "first line")
    act(next(directory.glob("*.capture")))
    output, errors = process.communicate(b"go\n")
    equal((output, errors, process.returncode), (b"done\n", b"", 0), "output, errors and status")
    recording = context.record(["true"])
    recording.directory = directory
    return recording


def test_capture_deleted_while_running(context):
    equal(interrupted(context, pathlib.Path.unlink).captures, [], "captures")


def test_capture_replaced_while_running(context):
    """The other file is not the shim's to write into."""

    def replace(capture):
        capture.unlink()
        capture.write_text("mine")

    recording = interrupted(context, replace)
    equal(recording.captures[0].read_text(), "mine", "the other file")


def test_capture_renamed_while_running(context):
    """It is whole where it lies, up to where it had to grow, and the report says so."""
    recording = interrupted(context, lambda capture: capture.rename(capture.with_name("renamed.capture")))
    totals = recording.report["totals"]
    equal(totals["statements"] + totals["dropped"], SETUP + 2048, "statements")
    assert "could not be opened again to grow" in notes(recording), notes(recording)


# ---- limits ---------------------------------------------------------------------------------------------------------


def test_bound_on_the_capture(context):
    """Call sites by the thousand in one MiB: what finds no place is counted as dropped, or without its stack."""
    recording = context.record([case(context, "many_stacks.c"), "12", "2"],
                               env={"LOOPLINE_CAPACITY_MIB": "1"}).expect(0)
    totals = recording.report["totals"]
    equal(totals["statements"] + totals["dropped"], int(recording.stdout), "statements")
    without_stack = sum(row["statements"] for row in recording.report["dismissed"] if row["reason"] == "stack not kept")
    assert totals["statements"] > 1000 and totals["dropped"] + without_stack > 1000, (totals, without_stack)
    assert recording.captures[0].stat().st_size <= 1 << 20, recording.captures[0].stat()
    assert "reached its limit of 1 MiB" in notes(recording), notes(recording)
    equal(sealed(recording.report), [True], "sealed")


# Where values came from is noted when they have come a few times: a bounded number of links, 100 bytes each.
LINKS_OF_A_CAPTURE = 2 << 20


def test_more_call_sites_than_a_thread_keeps(context):
    """A site that cannot be kept takes no room: the capture does not grow with every execution."""
    program = case(context, "many_stacks.c")
    once = context.record([program, "15", "1"]).expect(0)
    often = context.record([program, "15", "3"]).expect(0)
    totals = often.report["totals"]
    equal(totals["statements"] + totals["dropped"], int(often.stdout), "statements")
    growth = often.captures[0].stat().st_size - once.captures[0].stat().st_size
    assert 0 <= growth <= LINKS_OF_A_CAPTURE, f"the capture grew by {growth} bytes"


@each("0", "64", "300", "600")
def test_limit_on_the_size_of_files(context, kibibytes):
    """No SIGXFSZ; the report, or where there can be none a line on standard error, says so."""
    recording = context.record([case(context, "file_limit.c"), "file", kibibytes]).expect(0)
    equal(recording.stdout, "done\n", "standard output")
    if not recording.captures:
        assert "File too large (EFBIG)" in recording.stderr, recording.stderr
        return
    totals = recording.report["totals"]
    equal(totals["statements"] + totals["dropped"], SETUP + 1024, "statements")
    assert "reached the limit on file sizes" in notes(recording), notes(recording)


def test_limit_that_the_program_could_raise_is_not_the_reports(context):
    program = case(context, "callers_main.c")
    recording = context.record(["sh", "-c", f"ulimit -S -s 64; exec {program}"], env={"LOOPLINE_REPORT": None})
    recording.expect(0)
    assert recording.stderr.startswith("loopline: 1 finding in "), recording.stderr


def test_limit_that_ends_the_report(context):
    """It says how to get one."""
    program = case(context, "callers_main.c")
    recording = context.record(["sh", "-c", f"ulimit -s 64; exec {program}"], env={"LOOPLINE_REPORT": None})
    recording.expect(0)
    equal(recording.stderr.split(";")[0], "loopline: could not make the report here", "what is said")
    equal(len(recording.findings()), 1, "findings")


@each("20", "30", "40", "80", "120", "200")
def test_limit_on_memory(context, mebibytes):
    """The program gets what it would get without the shim."""
    program = case(context, "file_limit.c")
    if context.run([program, "memory", mebibytes]).status != 0:
        skip("too little for the program itself")
    recording = context.record([program, "memory", mebibytes]).expect(0)
    equal(recording.stdout, "done\n", "standard output")


def test_full_disk(context):
    """A file system of 512 KiB of our own, in a mount namespace."""
    mounted = context.directory / "small"
    mounted.mkdir()
    saved = context.directory / "saved"
    saved.mkdir()
    script = ('mount -t tmpfs -o size=512k tmpfs "$1" || exit 77; env LD_PRELOAD="$2" LOOPLINE_OUT="$1/x" '
              'LOOPLINE_REPORT=0 "$3" 10 1; status=$?; cp "$1"/*.capture "$4"; exit $status')
    ended = context.run(["unshare", "-rm", "sh", "-c", script, "sh", mounted, context.shim,
                         case(context, "many_stacks.c"), saved])
    if ended.status in (1, 77) and not list(saved.iterdir()):
        skip(f"no mount namespace here: {ended.stderr.strip()}")
    ended.expect(0)
    equal(ended.stdout, "1024\n", "standard output")
    recording = context.record(["true"])
    recording.directory = saved
    totals = recording.report["totals"]
    equal(totals["statements"] + totals["dropped"], 1024, "statements")
    assert totals["dropped"] > 0, totals
    assert "could not grow (No space left on device)" in notes(recording), notes(recording)


@each("-1", "0", "x", "99999999999999999999")
def test_bound_that_makes_no_sense(context, mebibytes):
    recording = context.record([case(context, "callers_main.c")], env={"LOOPLINE_CAPACITY_MIB": mebibytes}).expect(0)
    equal(recording.stdout, "20 rows\n", "standard output")
    check_counts(recording.report, {ITEM_BY_ID: 20})


# ---- users ----------------------------------------------------------------------------------------------------------


def test_unprivileged_user(context):
    _, temporary = private_directory(context)
    recording = record_as_nobody(context, "callers_main.c", temporary)
    recording.directory = temporary
    check_counts(recording.report, {ITEM_BY_ID: 20})
    check_statements(recording, SETUP + 20)


def test_raised_rights(context):
    """
    A program whose user is not its effective user is not recorded. The loader itself preloads nothing then, so the
    program is linked with the shim.
    """
    if os.geteuid() != 0:
        skip("only root can run a program under two users")
    private_directory(context)
    (shim,) = copy_for_everyone(context, context.shim)
    linked = context.directory / "linked"
    context.run(["gcc", "-O2", context.source("cases/shim/elevated.c"), "-o", linked, "-Wl,--no-as-needed", shim,
                 f"-Wl,-rpath,{context.directory}", "-lsqlite3", "-lpq", "-I", context.source("cases/shim")]).expect(0)
    captured = context.record([linked], env={"LD_PRELOAD": None}).expect(0)
    equal((captured.stdout, len(captured.captures)), ("1 row, one user\n", 1), "with one user")
    refused = context.record(["setpriv", f"--ruid={NOBODY}", linked], env={"LD_PRELOAD": None}).expect(0)
    equal((refused.stdout, refused.stderr, refused.captures), ("1 row, two users\n", "", []), "with two users")
