"""The loop line of Python code, under every interpreter that is found, for every way to write a loop."""

import pathlib
import re

from harness import each, equal, skip
from python_support import (VERSIONS, check_finding, check_no_findings, check_place, check_totals, in_each,
                            interpreter, interpreters, line, nested_pair, readable_interpreters, source)

BLOG = "language/blog.py"
AUTHOR_BY_ID = "select name from authors where id = ?"
OPEN = 4  # statements of open_blog
POSTS = 30
# A file that the interpreter compiles is not written into the sources.
QUIET = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}


def cases_of(file):
    """The cases of a file, in its order: what its marks name."""
    import pathlib

    text = (pathlib.Path(__file__).parent.parent / "apps/python/language" / file).read_text(encoding="utf-8")
    return re.findall(r"# loop line of (\w+)$", text, re.MULTILINE)


def record(context, version, path, *arguments):
    python = readable_interpreters()[version]
    recording = context.record([python, source(context, path), *arguments], env=QUIET)
    recording.expect(0)
    check_totals(recording)
    return recording


def check_case(context, path, case):
    """Thirty look-ups in a loop: one finding, whose loop, call site and parent are the marked lines."""
    own_parent = f"parent of {case}" in source(context, path).read_text(encoding="utf-8")

    def check(version):
        recording = record(context, version, path, case)
        equal(recording.statements(), OPEN + 1 + POSTS + (case == "try_in_loop"), "statements")
        finding = recording.finding()
        calls = POSTS + (case == "try_in_loop")  # which also asks for "nobody"
        check_finding(finding, calls=calls, n=calls, confidence="confirmed")
        equal(finding["statement"], AUTHOR_BY_ID, "statement")
        equal(finding["distinct_parameters"], calls, "distinct parameters")
        check_place(context, finding["loop"], path, f"loop line of {case}", "loop")
        check_place(context, finding["call_site"], BLOG, "call site", "call site")
        equal(finding["parent"]["statement"], "select author_id from posts order by id", "parent")
        if own_parent:
            check_place(context, finding["parent"]["site"], path, f"parent of {case}", "parent")
        else:
            check_place(context, finding["parent"]["site"], BLOG, "parent", "parent")
        equal(finding["nested_in"], None, "nested in")

    in_each(readable_interpreters(), check)


@each(*VERSIONS)
def test_version_is_found_and_read(context, version):
    """Says which interpreters the other tests of this file have run under."""
    recording = context.record([interpreter(version), source(context, "language/loops.py"), "while_loop"], env=QUIET)
    recording.expect(0)
    check_place(context, recording.finding()["loop"], "language/loops.py", "loop line of while_loop", "loop")


@each(*[case for case in cases_of("functions.py") if case != "recursion"])
def test_functions(context, case):
    check_case(context, "language/functions.py", case)


@each(*cases_of("loops.py"))
def test_loops(context, case):
    check_case(context, "language/loops.py", case)


@each(*cases_of("expressions.py"))
def test_expressions(context, case):
    check_case(context, "language/expressions.py", case)


@each(*cases_of("classes.py"))
def test_classes(context, case):
    check_case(context, "language/classes.py", case)


@each(*cases_of("concurrent_tasks.py"))
def test_concurrent_tasks(context, case):
    check_case(context, "language/concurrent_tasks.py", case)


def test_recursion(context):
    """A tree visited by recursion: the loop over the children, at whatever depth, and no other line."""
    def check(version):
        recording = record(context, version, "language/functions.py", "recursion")
        equal(recording.statements(), OPEN + 4 + 1 + 6 + 36, "statements")
        assert recording.findings(), recording.render("text")
        for finding in recording.findings():
            check_place(context, finding["loop"], "language/functions.py", "loop line of recursion", "loop")
        looked_up = sum(finding["calls"] for finding in recording.findings())
        assert looked_up in (6 + 36, 1 + 6 + 36), f"{looked_up} look-ups are accounted for"

    in_each(readable_interpreters(), check)


def test_nested_loops(context):
    def check(version):
        recording = record(context, version, "language/loops.py", "nested_loops")
        equal(recording.statements(), OPEN + 2 + 1 + 30 + 180, "statements")
        outer, inner = nested_pair(recording)
        check_finding(outer, calls=30, n=30, confidence="confirmed")
        check_place(context, outer["loop"], "language/loops.py", "outer loop line of nested_loops", "outer loop")
        check_place(context, outer["call_site"], "language/loops.py", "call site of comments", "outer call site")
        check_finding(inner, calls=180, n=6, episodes=30, confidence="confirmed")
        check_place(context, inner["loop"], "language/loops.py", "inner loop line of nested_loops", "inner loop")
        check_place(context, inner["call_site"], BLOG, "call site", "inner call site")

    in_each(readable_interpreters(), check)


def test_executemany_is_no_finding(context):
    """50 rows on their own, then BEGIN or not, as the version does it: no loop of the program."""
    def check(version):
        recording = record(context, version, "language/loops.py", "many_rows_at_once")
        check_no_findings(recording)
        rows = {site["statement"]: site["calls"] for site in recording.report["sites"]}
        equal(rows["insert into authors(name) values (?)"], 50, "rows inserted")
        equal(rows["update authors set name = ? where id = ?"], 30, "rows updated")

    in_each(readable_interpreters(), check)


def test_one_statement_is_no_finding(context):
    def check(version):
        recording = record(context, version, "language/loops.py", "one_statement")
        equal(recording.statements(), OPEN + 1, "statements")
        check_no_findings(recording)

    in_each(readable_interpreters(), check)


def test_await_is_no_loop(context):
    def check(version):
        recording = record(context, version, "language/concurrent_tasks.py", "await_is_no_loop")
        equal(recording.statements(), OPEN + 1 + 1, "statements")
        check_no_findings(recording)

    in_each(readable_interpreters(), check)


@each("path", "-m")
def test_loop_at_module_level(context, way):
    directory = source(context, "language")

    def check(version):
        argv = {"path": [directory / "script.py"], "-m": ["-m", "language.script"]}[way]
        env = {**QUIET, "PYTHONPATH": f"{directory}:{directory.parent}"}
        recording = context.record([readable_interpreters()[version], *argv], env=env).expect(0)
        equal(recording.statements(), OPEN + 1 + POSTS, "statements")
        finding = recording.finding()
        check_finding(finding, calls=POSTS, n=POSTS, confidence="confirmed")
        check_place(context, finding["loop"], "language/script.py", "loop line", "loop")
        equal(finding["loop"]["function"], "<module>", "function")

    in_each(readable_interpreters(), check)


def test_text_given_with_c(context):
    directory = source(context, "language")

    def check(version):
        argv = [readable_interpreters()[version], "-c", (directory / "script.py").read_text(encoding="utf-8")]
        recording = context.record(argv, env={**QUIET, "PYTHONPATH": directory}).expect(0)
        finding = recording.finding()
        equal(finding["loop"]["file"], "<string>", "loop file")
        equal(finding["loop"]["line"], line(context, "language/script.py", "loop line"), "loop line")
        check_place(context, finding["call_site"], BLOG, "call site", "call site")

    in_each(readable_interpreters(), check)


NAMES = """\
from blog import author_ids, author_name, main


class Übersicht:
    def größe(self, blog, número):
        return author_name(blog, número)


def 列出作者(blog):
    übersicht = Übersicht()
    länge = 0
    for número in author_ids(blog):
        länge += len(übersicht.größe(blog, número))  # loop line
    return länge


if __name__ == "__main__":
    main({"names": 列出作者})
"""


def test_names_that_are_not_ascii(context):
    """File and functions: one, two and four bytes to a character, inside the interpreter."""
    directory = source(context, "language")

    def check(version):
        for number, name in enumerate(("größe.py", "作者.py", "🐍.py")):
            path = context.directory / f"{version}-{number}" / name
            path.parent.mkdir()
            path.write_text(NAMES, encoding="utf-8")
            env = {**QUIET, "PYTHONPATH": directory, "LC_ALL": "C.UTF-8"}
            recording = context.record([readable_interpreters()[version], path, "names"], env=env).expect(0)
            finding = recording.finding()
            check_place(context, finding["loop"], path, "loop line", "loop")
            equal(finding["loop"]["function"], "列出作者", "function")
            functions = [frame["function"] for frame in finding["stack"]]
            qualified = version not in ("3.8", "3.9", "3.10")  # since 3.11 the code object knows its class
            assert ("Übersicht.größe" if qualified else "größe") in functions, functions

    in_each(readable_interpreters(), check)


def long_function():
    """The jump back, the jump out and the lines between need more than one byte each."""
    filler = ["        total += author_id * 3 - total // 7"] * 700
    return "\n".join([
        "from blog import author_ids, author_name, main",
        "def long_function(blog):",
        "    total = 0",
        *["    total += 1"] * 700,
        *["    #"] * 300,
        "    for author_id in author_ids(blog):",
        *filler,
        "",
        *["        #"] * 300,
        "        total += len(author_name(blog, author_id))  # loop line",
        *filler,
        "    return total",
        "main(globals())",
    ]) + "\n"


def test_very_long_function(context):
    path = context.directory / "long.py"
    path.write_text(long_function())

    def check(version):
        env = {**QUIET, "PYTHONPATH": source(context, "language")}
        recording = context.record([readable_interpreters()[version], path, "long_function"], env=env).expect(0)
        finding = recording.finding()
        check_place(context, finding["loop"], path, "loop line", "loop")
        equal(finding["loop"]["header_line"], 2 + 1 + 700 + 300 + 1, "header line")

    in_each(readable_interpreters(), check)


def test_version_that_is_not_known(context):
    """Frames of the C code alone: statements are counted, and the report says why no Python line is named."""
    unknown = {version: path for version, path in interpreters().items() if version not in VERSIONS}
    if not unknown:
        skip("every CPython found is of a known version")

    def check(version):
        recording = context.record([unknown[version], source(context, "language/loops.py"), "while_loop"], env=QUIET)
        recording.expect(0)
        equal(recording.statements(), OPEN + 1 + POSTS, "statements")
        text = recording.render("text")
        assert re.search(r"Python " + re.escape(version), text), f"the report does not name the version\n{text}"

    in_each(unknown, check)
