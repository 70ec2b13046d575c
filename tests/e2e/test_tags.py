"""Tags in comments of statements: they name the request and lead to its trace, and nothing else of a comment is kept."""

import json

from harness import each, equal
from python_support import (check_finding, check_place, database, environment, line, source)
from test_ruby import need

TRACE = "0af7651916cd43dd8448eb211c80319c"
DATABASES = ("sqlite", "postgresql")
SQLALCHEMY = "tagged/with_sqlalchemy.py"
DJANGO = "tagged/with_django.py"


def record(context, kind, program, *arguments):
    python = environment(context, "current")
    env = {**database(context, kind), "PYTHONDONTWRITEBYTECODE": "1"}
    context.run([python, source(context, "orm/tables.py"), 30, 30, 0, 0, 0, 0], env=env).expect(0)
    return context.record([python, source(context, program), *arguments], env=env).expect(0)


def check_nothing_else_is_kept(recording):
    for capture in recording.captures:
        kept = capture.read_bytes()
        assert b"value-of" not in kept and b"token" not in kept, "more of a comment is in the capture"
    assert "value-of" not in recording.render("json")


def check_entry(recording, kind, name, others=0):
    loop, = recording.report["loops"]
    entry = loop["entry"]
    equal((entry["kind"], entry["name"], entry["others"]), (kind, name, others), "entry")
    return entry


@each(*DATABASES)
def test_routes_of_sqlalchemy(context, where):
    """Each statement's text is another one, by its span: all the same it is one statement and one call site."""
    recording = record(context, where, SQLALCHEMY, "/authors/<int:pk>")
    check_finding(recording.finding(), calls=30, n=30)
    check_place(context, recording.finding()["loop"], SQLALCHEMY, "loop line of posts", "loop")
    equal(recording.finding()["parent"]["rows"], 30, "parent's rows")
    entry = check_entry(recording, "request", "/authors/<int:pk>")
    equal((entry["trace_id"], int(entry["span_id"], 16)), (TRACE, 31), "trace, and its latest span")
    check_nothing_else_is_kept(recording)


@each(*DATABASES)
def test_code_of_several_routes(context, where):
    recording = record(context, where, SQLALCHEMY, "/b", "/a", "/c", "/c")
    check_finding(recording.finding(), calls=120, n=30, episodes=4)
    check_entry(recording, "request", "/c", others=2)
    text = " ".join(recording.render("text").split())
    assert "in request /c at " in text and ", and 2 more" in text, text


@each(*DATABASES)
def test_routes_of_django(context, where):
    recording = record(context, where, DJANGO, "view")
    equal(recording.stdout, "200\n", "status of the page")
    check_finding(recording.finding(), calls=30, n=30)
    equal(check_entry(recording, "request", "view")["trace_id"], TRACE, "trace")
    check_nothing_else_is_kept(recording)


@each(*DATABASES)
def test_tags_of_rails(context, where):
    need(context, "active_record", "sqlite3" if where == "sqlite" else "pg")
    env = None if where == "sqlite" else context.postgresql()
    program = context.source("apps/ruby/tagged.rb")
    recording = context.record(["ruby", program, where], env=env).expect(0)
    loop, = [loop for loop in recording.report["loops"]
             if loop["where"]["line"] == context.line("apps/ruby/tagged.rb", "loop line")]
    equal((loop["entry"]["kind"], loop["entry"]["name"], loop["entry"]["trace_id"]), ("request", "authors#index", None),
          "entry")
    check_nothing_else_is_kept(recording)


def attributes(item):
    return {attribute["key"]: list(attribute["value"].values())[0] for attribute in item["attributes"]}


def test_formats_tell_the_route_and_lead_to_the_trace(context):
    recording = record(context, "sqlite", SQLALCHEMY, "/authors")
    place = f"{source(context, SQLALCHEMY)}:{line(context, SQLALCHEMY, 'loop line of posts')}"
    text = recording.render("text")
    assert place in text and f"trace       {TRACE}" in text, text
    for name in ("markdown", "jira", "html"):
        rendered = recording.render(name)
        assert "/authors" in rendered and TRACE in rendered, rendered
    equal(json.loads(recording.render("ndjson"))["trace_id"], TRACE, "trace in NDJSON")
    logs, metrics = [json.loads(request) for request in recording.render("otlp").splitlines()]
    record_of_loop, = logs["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
    equal((record_of_loop["traceId"], len(record_of_loop["spanId"])), (TRACE, 16), "context of the log record")
    equal(attributes(record_of_loop)["loopline.entry.name"], "/authors", "entry of the log record")
    points = [metric["sum"]["dataPoints"] for metric in metrics["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]
              if metric["name"] == "loopline.loop.statements"][0]
    equal(points[0]["exemplars"][0]["traceId"], TRACE, "exemplar")


def test_budget_of_a_route(context):
    recording = record(context, "sqlite", SQLALCHEMY, "/authors")
    argv = [context.loopline, "check", "--max-n", "/authors=29", *recording.captures]
    checked = context.run(argv).expect(1)
    assert "/authors" in checked.stdout + checked.stderr, checked
