"""peewee and Pony: the one loads a relationship lazily, the other by itself in batches."""

from harness import each, equal
from python_support import (check_finding, check_no_findings, check_place, check_totals, database, environment,
                            require_module, source, statements_on)

PEEWEE = "orm/with_peewee.py"
PONY = "orm/with_pony.py"
DATABASES = ("sqlite", "postgresql")


def open_blog(context, kind, module):
    python = environment(context, "current")
    require_module(python, module)
    env = {**database(context, kind), "PYTHONDONTWRITEBYTECODE": "1"}
    context.run([python, source(context, "orm/tables.py"), 100, 100, 0, 0, 0, 0], env=env).expect(0)
    return python, env


def record(context, python, env, *argv):
    recording = context.record([python, *argv], env=env).expect(0)
    check_totals(recording)
    equal(len(recording.stdout.splitlines()), 100, "lines printed")
    return recording


@each(*DATABASES)
def test_peewee(context, kind):
    python, env = open_blog(context, kind, "peewee")
    for function, mark in (("lazy", "posts"), ("iterated", "iterated")):
        recording = record(context, python, env, source(context, PEEWEE), function)
        equal(statements_on(recording.report, "authors", "posts"), 101, "statements")
        finding = recording.finding()
        check_finding(finding, calls=100, n=100)
        check_place(context, finding["loop"], PEEWEE, f"loop line of {mark}", "loop")
        check_place(context, finding["call_site"], PEEWEE, f"loop line of {mark}", "call site")


@each(*DATABASES)
def test_peewee_fixed(context, kind):
    python, env = open_blog(context, kind, "peewee")
    for function, statements in (("joined", 1), ("prefetched", 2)):
        recording = record(context, python, env, source(context, PEEWEE), function)
        equal(statements_on(recording.report, "authors", "posts"), statements, f"statements of {function}")
        check_no_findings(recording)


@each(*DATABASES)
def test_pony_batches_by_itself(context, kind):
    python, env = open_blog(context, kind, "pony")
    recording = record(context, python, env, source(context, PONY))
    assert statements_on(recording.report, "authors", "posts") < 10, recording.render("text")
    check_no_findings(recording)
