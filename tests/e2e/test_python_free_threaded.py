"""
Frames of free-threaded builds, where there need not be one: a program that lays out objects, frames and its
table of offsets as such a build does (tests/cases/shim/free_threaded.c). test_python_language.py asks the real
ones, where they are found.
"""

from cases import ITEM_BY_ID, case, line, source_path, sum_of
from harness import each, equal

LOOK_UPS = 20
SOURCE = "free_threaded.py"


def record(context, minor, *arguments, flags=()):
    program = case(context, "free_threaded.c", flags=("-O2", "-g", "-rdynamic", f"-DMINOR={minor}", *flags))
    return context.record([program, source_path(context, SOURCE), *arguments]).expect(0)


def check_line(context, place, marker):
    expected = (source_path(context, SOURCE), line(context, SOURCE, marker), "python")
    equal((place["file"], place["line"], place["language"]), expected, "file, line, language")


def check(context, recording):
    equal(recording.stdout, f"{LOOK_UPS} rows\n" * 2, "standard output")
    equal(sum_of(recording.report, ITEM_BY_ID), 2 * LOOK_UPS, "look-ups")
    finding = recording.finding()
    equal(finding["calls"], 2 * LOOK_UPS, "calls")
    check_line(context, finding["loop"], "loop line")
    check_line(context, finding["call_site"], "call site")
    equal([frame["function"] for frame in finding["stack"]][:2], ["look_up", "names"], "functions")


@each(13, 14)
def test_lines_of_each_thread(context, minor):
    """One runs the code object's own bytecode, the other (3.14) a copy of it: the lines are the same."""
    check(context, record(context, minor))


@each("JUMPS", "CALLS")
def test_evaluator_whose_instructions_are_functions(context, how):
    """They are the evaluator too: what called it stands further out than the lines that it runs."""
    check(context, record(context, 14, flags=[f"-D{how}"]))


REASONS = {"unknown table": "a free-threaded build keeps its frames elsewhere",
           "wrong offset": "its frames are not where that version should keep them"}


@each(*REASONS)
def test_what_does_not_prove_right_is_not_read(context, what):
    for minor in (13, 14):
        recording = record(context, minor, what)
        equal(sum_of(recording.report, ITEM_BY_ID), 2 * LOOK_UPS, "look-ups")
        text = " ".join(recording.render("text").split())
        assert REASONS[what] in text, text
        assert SOURCE not in text.split("Call sites")[1], text
