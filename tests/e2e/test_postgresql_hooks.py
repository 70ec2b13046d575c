"""What counts as an execution of libpq, and what is known of it."""

import cases
from cases import SETUP_POSTGRESQL, case, check_counts, check_failures, check_statements, dismissed
from harness import each, equal, skip
from python_support import environment


def record(context, name, *arguments):
    """Runs a case with and without the shim: what the program sees is the same."""
    context.postgresql()
    program = case(context, f"{name}.c", libraries=["-lpq"])
    plain = context.run([program, *arguments]).expect(0)
    recording = context.record([program, *arguments]).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")
    return recording


def named(counts, tail=" from items"):
    return {f"select id as {name}{tail}": count for name, count in counts.items()}


def test_calls_that_wait(context):
    recording = record(context, "pq_exec")
    by_id = " from items where id = ?"
    up_to = " from items where id <= ?"
    both = "select id as first from items; select id as second from items"
    calls = (named({"plain": 4}) | named({"by_text": 10, "by_binary": 10}, by_id)
             | named({"by_null": 10}, by_id + "::int") | named({"prepared": 10, "unnamed": 10}, up_to)
             | {both: 1, None: 1})
    rows = (named({"plain": 400}) | named({"by_text": 10, "by_binary": 10}, by_id)
            | named({"by_null": 0}, by_id + "::int") | named({"prepared": 55, "unnamed": 55}, up_to)
            | {both: 100, None: 0})
    check_counts(recording.report, calls)
    check_counts(recording.report, rows, "rows")
    check_statements(recording, SETUP_POSTGRESQL + sum(calls.values()))
    distinct = {finding["statement"].split()[3]: finding["distinct_parameters"] for finding in recording.findings()}
    equal(distinct, {"by_text": 10, "by_binary": 10, "by_null": 1, "prepared": 10, "unnamed": 10},
          "distinct parameters")


def test_calls_that_only_send(context):
    recording = record(context, "pq_send")
    both = "select id as first from items; select id as second from items"
    up_to = " from items where id <= ?"
    calls = (named({"sent": 6, "one_by_one": 6, "left_behind": 1}) | named({"with_value": 6, "prepared": 6}, up_to)
             | {both: 1, "select id as next from items where id = ?": 1})
    rows = (named({"sent": 600, "one_by_one": 600}) | named({"with_value": 30, "prepared": 30}, up_to)
            | {both: 200, "select id as next from items where id = ?": 1})
    check_counts(recording.report, calls)
    check_counts(recording.report, rows, "rows")
    check_statements(recording, SETUP_POSTGRESQL + sum(calls.values()))


NARROW = "select id as narrow from items where id = ?"
WIDE = "select id as wide from items where id > ? order by id limit ?"


def test_pipeline_is_counted_and_no_finding(context):
    recording = record(context, "pq_pipeline")
    check_counts(recording.report, {NARROW: 50, WIDE: 50, "select id as after from items": 1})
    check_statements(recording, SETUP_POSTGRESQL + 100 + 1)
    equal(recording.findings(), [], "findings")
    equal(dismissed(recording.report, "pipeline"), 100, "statements in the pipeline")


@each("plain", "describe", "deallocate")
def test_answers_of_a_pipeline_are_those_of_their_statements(context, kind):
    """More statements under way than a small number, and a request in between that is no statement."""
    recording = record(context, "pq_pipeline", kind)
    check_counts(recording.report, {NARROW: 50, WIDE: 500, "select id as after from items": 100}, "rows")


def test_names_of_prepared_statements(context):
    recording = record(context, "pq_names")
    items = {"a1": 5, "a2": 5, "b1": 2, "b2": 4}
    server = {"c1": 3, "c2": 6, "e1": 2, "e2": 3}
    check_counts(recording.report,
                 {f"select name as {name} from items where id = ?": count for name, count in items.items()}
                 | {f"select ? as {name} from pg_class limit ?": count for name, count in server.items()})


def test_name_that_is_taken_keeps_its_text(context):
    """The server refuses to prepare it anew: by PQprepare, by PQsendPrepare, by PREPARE, in a pipeline."""
    recording = record(context, "pq_names")
    executed = {"d1": 8, "d2": 0, "d3": 0, "d4": 0, "d5": 0} | {"f1": 2, "f2": 0, "f3": 3 + 4, "f4": 0, "f5": 0, "f6": 0,
                                                                "f8": 5}
    check_counts(recording.report,
                 {f"select ? as {name} from pg_class limit ?": count for name, count in executed.items()})


def test_names_without_end(context):
    recording = record(context, "pq_names_many")
    check_counts(recording.report, {"select ? as last from pg_class limit ?": 5, None: 0})


def test_errors_in_a_transaction_and_copy(context):
    recording = record(context, "pq_errors")
    counts = {"select ? / (id - ?) as fails from items": 1, "select id as aborted from items": 3,
              "copy items from stdin": 1, "copy items to stdout": 1, cases.ITEM_BY_ID: 1}
    check_counts(recording.report, counts)
    check_statements(recording, SETUP_POSTGRESQL + 3 + sum(counts.values()))
    assert "secret" not in recording.captures[0].read_bytes().decode("latin-1"), "copied values are in the capture"


def test_failures_are_told(context):
    recording = record(context, "pq_errors")
    check_failures(recording, {"select ? / (id - ?) as fails from items": 1, "select id as aborted from items": 3,
                               "copy items from stdin": 0})


def test_no_value_leaks_through_a_backslash(context):
    recording = record(context, "pq_backslashes")
    capture = recording.captures[0].read_bytes().decode("latin-1")
    assert "secret" not in capture, capture[capture.index("secret") - 60:][:120]
    hidden = "select name as hidden from items where name = ?"
    check_counts(recording.report, {hidden: 4, f"{hidden} || ?": 4})


def test_answers_of_a_pipeline_that_closes_statements(context):
    """PQsendClosePrepared and PQsendClosePortal are answered too, in their turn."""
    context.postgresql()
    python = environment(context, "current")
    recording = context.record([python, context.source("cases/shim/pipeline_closing.py")])
    if recording.status == 75:
        skip("libpq is older than 17")
    recording.expect(0)
    equal(recording.stdout, "160\n", "rows that the program saw")
    check_counts(recording.report, {"select ? as narrow": 20,
                                    "select id as wide from generate_series(?, ?) id": 140}, "rows")
