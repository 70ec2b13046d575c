"""Strawberry on FastAPI: a resolver that asks for each author, with and without async."""

from harness import each, equal
from python_support import (check_finding, check_no_findings, check_place, check_totals, database, environment,
                            require_module, source, statements_on)

APP = "graphql_api/with_strawberry.py"
DATABASES = ("sqlite", "postgresql")


def record(context, kind, way, statements):
    """50 authors with three books each."""
    python = environment(context, "current")
    require_module(python, "strawberry", "fastapi", "httpx")
    env = {**database(context, kind), "PYTHONDONTWRITEBYTECODE": "1"}
    context.run([python, source(context, "orm/tables.py"), 150, 50, 0, 0, 0, 0], env=env).expect(0)
    recording = context.record([python, source(context, APP), way], env=env).expect(0)
    equal(recording.stdout, "150\n", "standard output")
    check_totals(recording)
    equal(statements_on(recording.report, "authors", "posts"), statements, "statements")
    return recording


@each(*DATABASES)
def test_sync_resolver(context, kind):
    """The resolver is the program's own line, the loop is the executor's over the list of authors."""
    finding = record(context, kind, "sync", 51).finding()
    check_finding(finding, calls=50, n=50)
    equal(finding["statement"], "select id, title from posts where author_id = ?", "statement")
    resolver = [frame for frame in finding["stack"] if frame["function"] == "Author.books"]
    equal(len(resolver), 1, "frames of the resolver")
    check_place(context, resolver[0], APP, "sync resolver", "resolver")
    assert finding["loop"]["through"]["file"].endswith("/graphql/execution/execute.py"), finding["loop"]
    equal(finding["loop"]["through"]["function"].split(".")[-1], "complete_list_value", "function of the loop")
    equal(finding["parent"]["statement"], "select id, name from authors order by id", "parent")


@each(*DATABASES)
def test_async_resolver(context, kind):
    """
    The executor gathers a task for each author, and the event loop runs them: its loop is the only one around
    the statement. One finding all the same, with the resolver in its stack.
    """
    finding = record(context, kind, "async", 51).finding()
    equal((finding["kind"], finding["calls"], finding["n"]["max"]), ("n+1", 50, 50), "kind, calls and largest n")
    resolver = [frame for frame in finding["stack"] if frame["function"] == "Author.books_async"]
    equal(len(resolver), 1, "frames of the resolver")
    check_place(context, resolver[0], APP, "async resolver", "resolver")


@each(*DATABASES)
def test_dataloader(context, kind):
    check_no_findings(record(context, kind, "batched", 2))
