"""The loop line of PHP code, under every interpreter that is found, for every way to write a loop."""

from harness import each, equal, smoke
from php_support import (AUTHOR_BY_ID, OPEN, POSTS, cases_of, check_place, has_mark, interpreters, line, php, source)
from python_support import check_finding, check_no_findings, check_totals, in_each

LOOPS = "language/loops.php"
BLOG = "blog.php"
OF_8_1 = {"fiber_asks", "fiber_each"}
# opcache, and its compiler in both forms; fresh files are left alone unless told otherwise.
OPCACHE = ["-d", "opcache.enable_cli=1", "-d", "opcache.file_update_protection=0"]
JIT = [*OPCACHE, "-d", "opcache.jit_buffer_size=32M", "-d", "opcache.jit_hot_loop=2", "-d", "opcache.jit_hot_func=2"]
MODES = {
    "opcache": OPCACHE,
    "function JIT": [*JIT, "-d", "opcache.jit=function"],
    "tracing JIT": [*JIT, "-d", "opcache.jit=tracing"],
}


def record(context, interpreter, path, *arguments, options=()):
    recording = context.record([interpreter, *options, source(context, path), *arguments])
    recording.expect(0)
    check_totals(recording)
    return recording


def check_case(context, case, interpreter, options=()):
    """Thirty look-ups in a loop: one finding, whose loop, header, call site and parent are the marked lines."""
    recording = record(context, interpreter, LOOPS, case, options=options)
    equal(recording.statements(), OPEN + 1 + POSTS, "statements")
    finding = recording.finding()
    calls = POSTS - (case == "fiber_asks")  # the first is asked before the loop that lets the fiber go on
    check_finding(finding, calls=calls, n=calls, confidence="confirmed")
    equal(finding["statement"], AUTHOR_BY_ID, "statement")
    equal(finding["distinct_parameters"], calls, "distinct parameters")
    check_place(context, finding["loop"], LOOPS, f"loop line of {case}", "loop")
    check_place(context, finding["call_site"], BLOG, "call site", "call site")
    if has_mark(context, LOOPS, f"header of {case}"):
        equal(finding["loop"]["header_line"], line(context, LOOPS, f"header of {case}"), "header line")
    own_parent = has_mark(context, LOOPS, f"parent of {case}")
    check_place(context, finding["parent"]["site"], *((LOOPS, f"parent of {case}") if own_parent else (BLOG, "parent")),
                "parent")


def in_each_that_has(case):
    return {version: path for version, path in interpreters().items()
            if case not in OF_8_1 or version.split()[0] not in ("7.4", "8.0")}


@each(*cases_of(LOOPS))
def test_loops(context, case):
    found = in_each_that_has(case)
    in_each(found, lambda version: check_case(context, case, found[version]))


@each(*MODES)
def test_loops_under(context, mode):
    php("Zend OPcache")
    for version, path in interpreters().items():
        for case in cases_of(LOOPS):
            if case in in_each_that_has(case) or version in in_each_that_has(case):
                check_case(context, case, path, MODES[mode])


@smoke
def test_seven_in_a_row_are_no_loop(context):
    in_each(interpreters(), lambda version: check_no_findings(
        record(context, interpreters()[version], "language/straight.php")))


def test_rows_of_one_statement_are_no_loop(context):
    recording = record(context, php(), "language/fetch.php")
    equal(recording.stdout, "600\n", "standard output")
    check_no_findings(recording)


def test_frames_are_told(context):
    """Functions of the program and of the engine, with their classes, outermost last."""
    finding = record(context, php(), LOOPS, "property_by_magic").finding()
    functions = [frame["function"] for frame in finding["stack"] if frame["language"]]
    equal(functions, ["author_name", "class@anonymous::__get", "property_by_magic", "{main}"], "functions")
