"""The line that spawns gevent's greenlets, where each of them runs a statement."""

import pathlib
import re

from harness import each, equal
from python_support import check_finding, check_no_findings, check_place, environment, source

PROGRAM = "language/greenlets.py"
POSTS = 30
DEEP = 20  # how often at_depth calls itself


def cases():
    text = (pathlib.Path(__file__).parent.parent / "apps/python" / PROGRAM).read_text(encoding="utf-8")
    return re.findall(r"# loop line of (\w+)$", text, re.MULTILINE)


def record(context, case):
    return context.record([environment(context, "current"), source(context, PROGRAM), case]).expect(0)


@each(*cases())
def test_the_line_that_spawns(context, case):
    finding = record(context, case).finding()
    check_finding(finding, calls=POSTS, n=POSTS)
    check_place(context, finding["loop"], PROGRAM, f"loop line of {case}", "loop")
    equal(finding["parent"]["statement"], "select author_id from posts order by id", "parent")


@each("jobs_of_one_statement", "one_greenlet")
def test_greenlets_of_one_statement_each(context, case):
    check_no_findings(record(context, case))


def test_a_function_that_calls_itself_stands_there_once_for_each_call(context):
    stack = record(context, "spawned_deep").finding()["stack"]
    equal([frame.get("function") for frame in stack].count("at_depth"), DEEP + 1, "calls of at_depth")
