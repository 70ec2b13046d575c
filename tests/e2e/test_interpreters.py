"""Interpreters whose frames nothing reads: their evaluators are no evidence of a loop; values still are."""

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
def test_values_prove_what_frames_do_not(context, ending):
    finding = record(context, "each", ending).finding()
    equal(finding["confidence"], "confirmed", "confidence")
    equal(finding["calls"], 30, "calls")
    equal(finding["parent"]["links"][0]["column"], "next_id", "column")
    equal(finding["loop"]["function"], f"{LANGUAGES[ending]} code", "what stands for the program")
    equal(finding["call_site"]["function"], f"{LANGUAGES[ending]} code", "call site")
    equal([frame for frame in finding["stack"] if frame["in_loop"]], [], "frames in loops")
