"""Interpreters whose frames nothing reads: their evaluators are no evidence of a loop; values still are."""

import os
import shutil

from harness import each, equal, skip

COMMANDS = {"tcl": "tclsh8.6"}
LANGUAGES = {"tcl": "Tcl"}
PROBES = {
    "tcl": ["sh", "-c", "echo 'exit [catch {package require sqlite3}]' | tclsh8.6"],
}


def record(context, name, ending):
    command = COMMANDS[ending]
    if not shutil.which(command) or context.run(PROBES[ending]).status != 0:
        skip(f"no {command} with its driver for SQLite")
    recording = context.record([command, context.source(f"cases/interpreters/{name}.{ending}")])
    recording.expect(0)
    return recording


def reasons(recording):
    return {dismissed["reason"]: dismissed["statements"] for dismissed in recording.report["dismissed"]}


@each("tcl")
def test_evaluator_is_no_loop(context, ending):
    recording = record(context, "once", ending)
    equal(recording.findings(), [], "findings")
    equal(reasons(recording)["interpreter not read"], 7, "statements of the interpreter's")
    text = recording.render("text")
    assert f"does not read the frames of {LANGUAGES[ending]}" in " ".join(text.split()), text
    assert "debug information" not in text, text


@each("tcl")
def test_loop_of_writes_is_not_called_none(context, ending):
    """Nothing on the stack tells it from fifty calls in a row, so the reason is that nobody could look."""
    recording = record(context, "inserts", ending)
    equal(recording.findings(), [], "findings")
    equal(reasons(recording), {"schema": 1, "interpreter not read": 50}, "reasons")
    text = " ".join(recording.render("text").split())
    assert "what it runs has no lines, and a loop of it is found only where values prove it" in text, text


@each("tcl")
def test_values_prove_what_frames_do_not(context, ending):
    finding = record(context, "each", ending).finding()
    equal(finding["confidence"], "confirmed", "confidence")
    equal(finding["calls"], 30, "calls")
    equal(finding["parent"]["links"][0]["column"], "next_id", "column")
    equal(finding["loop"]["function"], f"{LANGUAGES[ending]} code", "what stands for the program")
    equal(finding["call_site"]["function"], f"{LANGUAGES[ending]} code", "call site")
    equal([frame for frame in finding["stack"] if frame["in_loop"]], [], "frames in loops")


def holds_perl(context, **options):
    """A program with Perl in it, in its own file, or in the shared library where that is linked."""
    headers = context.run(["perl", "-MConfig", "-e", "print qq($Config{archlibexp}/CORE\\n$Config{libpth})"])
    headers, directories = headers.stdout.splitlines() if headers.status == 0 else ("", "")
    archives = [f"{directory}/libperl.a" for directory in directories.split() if os.path.exists(f"{directory}/libperl.a")]
    if not archives or not os.path.exists(f"{headers}/perl.h"):
        skip("no libperl.a (Debian's libperl-dev)")
    return context.compile("cases/interpreters/holds_perl.c",
                           flags=["-O2", "-g", "-pthread", "-D_GNU_SOURCE", f"-I{headers}", *options.get("flags", [])],
                           libraries=["-lsqlite3", *(["-lperl"] if options.get("shared") else archives[:1]), "-lm", "-lcrypt"])


def test_interpreter_within_a_program(context):
    finding = context.record([holds_perl(context, shared=True)]).expect(0).finding()
    equal((finding["loop"]["line"], finding["loop"]["language"]), (1, "perl"), "loop")


@each("", "-s")
def test_interpreter_linked_into_a_program(context, flag):
    """Its own functions tell it, or a text of its own where the program is stripped."""
    recording = context.record([holds_perl(context, flags=[flag] if flag else [])]).expect(0)
    equal(recording.findings(), [], "findings")
    equal(reasons(recording)["interpreter not read"], 12, "statements of the interpreter's")
    text = " ".join(recording.render("text").split())
    equal(text.count("does not read the frames of Perl"), 1, text)


def test_interpreter_whose_evaluator_has_no_name(context):
    """Lua's and Tcl's programs are stripped as Debian builds them: what their API calls is theirs."""
    program = context.compile("cases/interpreters/stripped_engine.c", flags=["-O2", "-rdynamic", "-s"],
                              libraries=["-lsqlite3"])
    recording = context.record([program]).expect(0)
    equal(recording.findings(), [], "findings")
    equal(reasons(recording)["interpreter not read"], 12, "statements of the interpreter's")


def test_go_calls_c_on_another_stack(context):
    """The frames of the goroutine are not there; Go's runtime is nobody's loop line."""
    program = context.compile("cases/interpreters/calls_like_go.c", flags=["-O2", "-rdynamic"], libraries=["-lsqlite3"])
    recording = context.record([program]).expect(0)
    equal(recording.findings(), [], "findings")
    equal(reasons(recording)["interpreter not read"], 12, "statements that Go runs")
    assert "does not read the frames of Go:" in " ".join(recording.render("text").split())


def test_code_that_does_not_lead_to_its_caller(context):
    """As GHC's and Free Pascal's: the loop is not to be seen, and the report says why."""
    program = context.compile("cases/interpreters/calls_like_go.c", flags=["-O2", "-s"], libraries=["-lsqlite3"])
    recording = context.record([program]).expect(0)
    equal(recording.findings(), [], "findings")
    note = f"the stacks of 1 call site end in {program}, whose code has no unwind table there"
    assert any(told.startswith(note) for told in recording.report["notes"]), recording.report["notes"]
