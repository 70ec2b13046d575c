"""What counts as an execution of SQLite, and what is known of it."""

import cases
from cases import ALL_ITEMS, ITEM_BY_ID, SETUP, case, check_counts, check_failures, check_statements
from harness import each, equal
from python_support import SYSTEM_PYTHON


def record(context, name):
    """Runs a case with and without the shim: what the program sees is the same."""
    program = case(context, f"{name}.c")
    plain = context.run([program]).expect(0)
    recording = context.record([program]).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")
    equal(recording.stderr, plain.stderr, "standard error")
    return recording


def test_every_form_of_prepare(context):
    recording = record(context, "sqlite_prepare_forms")
    statements = [f"select ? as {name}, id from items where id < ?" for name in ("a1", "a2", "a3", "b1", "b2", "b3")]
    check_counts(recording.report, dict.fromkeys(statements, 3))
    check_counts(recording.report, dict.fromkeys(statements, 12), "rows")
    check_statements(recording, SETUP + 6 * 3)


def test_executions(context):
    recording = record(context, "sqlite_executions")
    calls = {"hundred": 1, "again": 3, "reset": 4, "cut": 1, "turn": 2}
    rows = {"hundred": 100, "again": 300, "reset": 40, "cut": 1, "turn": 200}
    check_counts(recording.report, {f"select id as {name} from items": count for name, count in calls.items()})
    check_counts(recording.report, {f"select id as {name} from items": count for name, count in rows.items()}, "rows")
    check_statements(recording, SETUP + sum(calls.values()))


def distinct_parameters(report):
    """By the name of the statement's column."""
    return {finding["statement"].split()[3]: finding["distinct_parameters"] for finding in report["findings"]}


def test_every_kind_of_value(context):
    recording = record(context, "sqlite_bind")
    kinds = ("blob", "blob64", "double", "int", "int64", "text", "text64", "text16", "zeroblob", "zeroblob64")
    expected = {f"many_{kind}": 10 for kind in kinds} | {f"same_{kind}": 1 for kind in kinds}
    expected |= {"many_value": 10, "cleared": 0, "none": 1, "forty": 10}
    equal(distinct_parameters(recording.report), expected, "distinct parameters")
    kinds_of_finding = {finding["statement"].split()[3].split("_")[0]: finding["kind"]
                        for finding in recording.report["findings"]}
    equal((kinds_of_finding["many"], kinds_of_finding["same"]), ("n+1", "duplicate"), "kinds")


def test_query_in_the_callback_of_exec(context):
    """The loop is SQLite's own: the program's line that calls it stands for it."""
    recording = record(context, "sqlite_exec_callback")
    check_counts(recording.report, {ITEM_BY_ID: 100, ALL_ITEMS: 1})
    equal(cases.sum_of(recording.report, ALL_ITEMS, "rows"), 100, "rows of the parent")
    check_statements(recording, SETUP + 1 + 100)
    finding = recording.finding("n+1")
    equal(finding["calls"], 100, "calls")
    equal(finding["call_site"]["function"], "print_item", "function of the call site")
    equal(finding["call_site"]["line"], cases.line(context, "sqlite_exec_callback.c", "call site"), "call site")
    equal(finding["loop"]["function"], "main", "function of the loop")
    equal(finding["parent"]["statement"], ALL_ITEMS, "parent")
    equal(finding["parent"]["rows"], 100, "rows of the parent")


def test_query_in_a_function_of_sql(context):
    recording = record(context, "sqlite_function")
    check_counts(recording.report, {ITEM_BY_ID: 100, "select name_of(id) from items": 1})
    check_counts(recording.report, {ITEM_BY_ID: 100, "select name_of(id) from items": 100}, "rows")
    check_statements(recording, SETUP + 1 + 100)
    finding = recording.finding("n+1")
    equal(finding["loop"]["function"], "main", "function of the loop")
    assert "name_of" in [frame["function"] for frame in finding["stack"]], finding["stack"]
    # What runs inside a statement is part of its time, and counted once.
    spent = {site["statement"]: site["database_seconds"] for site in recording.report["sites"]}
    equal(round(sum(spent.values()), 9), round(recording.report["totals"]["database_seconds"], 9), "seconds in all")
    process, = recording.report["processes"]
    assert sum(spent.values()) <= process["seconds"], (spent, process["seconds"])


def test_texts_run_in_one_call(context):
    recording = record(context, "sqlite_texts")
    both = "select id as one from items; select id as two from items"
    check_counts(recording.report, {"select id as called from items": 3, "select id as silent from items": 2,
                                    "select id as stopped from items": 1, both: 1,
                                    "select id as tabled from items": 2, "select * from no_such_table": 1})
    check_counts(recording.report, {"select id as called from items": 300, "select id as stopped from items": 1,
                                    both: 200, "select id as tabled from items": 200,
                                    "select * from no_such_table": 0}, "rows")


def test_connections_in_every_form(context):
    recording = record(context, "sqlite_open_forms")
    check_statements(recording, 3 + 1 + 1)


def test_errors_are_counted(context):
    recording = record(context, "sqlite_errors")
    insert, delete = "insert into items(id) values (?)", "delete from items where id = ?"
    check_counts(recording.report, {insert: 5, "insert into items(id, name) values (?, ?)": 1, delete: 3})


def test_failures_are_told(context):
    """Of five rows two are there already; the table is locked twice."""
    recording = record(context, "sqlite_errors")
    insert, delete = "insert into items(id) values (?)", "delete from items where id = ?"
    check_failures(recording, {insert: 2, "insert into items(id, name) values (?, ?)": 1, delete: 2})


def test_prepared_before_the_first_statement(context):
    recording = record(context, "sqlite_prepared_early")
    check_counts(recording.report, {"select ? as first from sqlite_master": 12,
                                    "select ? as second from (values (?))": 6})
    check_statements(recording, 18)


def test_schema_reads_of_the_library_are_not_counted(context):
    """Opening a file with a schema makes SQLite read sqlite_master by its own public functions."""
    program = case(context, "sqlite_errors.c")
    report = context.record([program]).expect(0).report
    equal([site["statement"] for site in report["sites"] if "sqlite_master" in site["statement"]], [], "schema reads")


@each("-O0", "-O2", "-O3")
def test_loop_around_a_helper_that_fetches_rows(context, optimisation):
    """The helper's own `while (sqlite3_step(…))` fetches rows: it is not what repeats the statement."""
    program = case(context, "callers_main.c", flags=[optimisation, "-g"])
    finding = context.record([program]).expect(0).finding()
    cases.check_loop(context, finding, "callers_main.c")


FUNCTION_OF_SQL = """
import sqlite3

connection = sqlite3.connect(":memory:")
HEAVY = "with recursive n(i) as (select ? union all select i + 1 from n where i < 20000) select count(*) from n"
connection.create_function("heavy", 1, lambda i: connection.execute(HEAVY, (i,)).fetchone()[0])
print(connection.execute(
    "with recursive m(i) as (select 1 union all select i + 1 from m where i < 40) select sum(heavy(i)) from m").fetchone())
"""


def test_what_a_function_of_sql_runs_is_not_counted_twice(context):
    program = context.directory / "function_of_sql.py"
    program.write_text(FUNCTION_OF_SQL, encoding="utf-8")
    report = context.record([SYSTEM_PYTHON, program]).expect(0).report
    seconds = {("sum(heavy" in site["statement"]): site["database_seconds"] for site in report["sites"]}
    assert seconds[True] < seconds[False] / 2, f"the outer statement {seconds[True]} s, the inner ones {seconds[False]} s"
