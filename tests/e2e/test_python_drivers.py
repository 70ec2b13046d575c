"""Python's drivers of SQLite and PostgreSQL: every statement is counted, and the loop is named."""

import re
import subprocess

from harness import each, equal, skip
from python_support import (check_finding, check_no_findings, check_place, check_totals, environment, require_module,
                            source, system_python)

LIST_POSTS = "drivers/list_posts.py"
AUTHOR_BY_ID = "select name from authors where id = ?"
TABLES = 3  # statements that make the tables
FILL = 2  # and that fill them
POSTS = 100

# Name: (driver, environment or None for the system's, the implementation that psycopg is to choose).
DRIVERS = {
    "sqlite3": ("sqlite3", None, None),
    "apsw of Debian": ("apsw", None, None),
    "psycopg2 of Debian": ("psycopg2", None, None),
    "psycopg2-binary": ("psycopg2", "current", None),
    "psycopg pure Python": ("psycopg", "current", "python"),
    "psycopg[binary]": ("psycopg", "current", "binary"),
    "psycopg[c]": ("psycopg", "earlier", "c"),
}
PSYCOPG_3 = [name for name, (driver, *_) in DRIVERS.items() if driver == "psycopg"]
POSTGRESQL = [name for name, (driver, *_) in DRIVERS.items() if driver.startswith("psycopg")]


def python_with(context, name):
    driver, where, _ = DRIVERS[name]
    if where is None:
        return system_python(driver)
    python = environment(context, where)
    require_module(python, driver)
    return python


def record(context, name, way):
    driver, _, implementation = DRIVERS[name]
    python = python_with(context, name)
    if driver.startswith("psycopg"):
        context.postgresql()
    argv = [python, "-B", source(context, LIST_POSTS), driver, way]
    recording = context.record(argv, env={"PSYCOPG_IMPL": implementation}).expect(0)
    check_totals(recording)
    return recording


def check_one_by_one(context, recording, way, call_site="call site"):
    finding = recording.finding()
    check_finding(finding, calls=POSTS, n=POSTS)
    equal(finding["statement"], AUTHOR_BY_ID, "statement")
    equal(finding["distinct_parameters"], POSTS, "distinct parameters")
    check_place(context, finding["loop"], LIST_POSTS, f"loop line of {way}", "loop")
    check_place(context, finding["call_site"], LIST_POSTS, call_site, "call site")
    parent = finding["parent"]
    equal((parent["statement"], parent["calls"], parent["rows"]),
          ("select id, author_id from posts order by id", 1, POSTS), "parent")


@each(*DRIVERS)
def test_one_by_one(context, name):
    recording = record(context, name, "one_by_one")
    equal(recording.statements(), TABLES + FILL + 1 + POSTS, "statements")
    equal(len(recording.stdout.splitlines()), POSTS, "lines printed")
    check_one_by_one(context, recording, "one_by_one")


@each(*DRIVERS)
def test_one_by_one_in_transaction(context, name):
    recording = record(context, name, "one_by_one_in_transaction")
    equal(recording.statements(), TABLES + FILL + 1 + 1 + POSTS + 1, "statements")
    check_one_by_one(context, recording, "one_by_one_in_transaction")


@each(*DRIVERS)
def test_joined(context, name):
    recording = record(context, name, "joined")
    equal(recording.statements(), TABLES + FILL + 1, "statements")
    check_no_findings(recording)


@each(*DRIVERS)
def test_executemany_is_no_finding(context, name):
    check_no_findings(record(context, name, "many_at_once"))


@each(*POSTGRESQL)
def test_server_side_cursor_is_no_finding(context, name):
    recording = record(context, name, "server_side_cursor")
    check_no_findings(recording)
    fetched = [site["calls"] for site in recording.report["sites"] if (site["statement"] or "").startswith("fetch")]
    equal(sum(fetched), POSTS // 10 + 1, "fetches")


@each(*PSYCOPG_3)
def test_binary_results(context, name):
    check_one_by_one(context, record(context, name, "binary_results"), "binary_results", "loop line of binary_results")


@each(*PSYCOPG_3)
def test_pipeline_is_no_finding(context, name):
    """A hundred statements in one round trip cost little more than one."""
    recording = record(context, name, "pipelined")
    calls = [site["calls"] for site in recording.report["sites"] if site["statement"] == AUTHOR_BY_ID]
    equal(sum(calls), POSTS, "look-ups")
    check_no_findings(recording)


@each(*PSYCOPG_3)
def test_asynchronous_connection(context, name):
    recording = record(context, name, "awaited")
    equal(recording.statements(), TABLES + FILL + 1 + POSTS, "statements")
    check_one_by_one(context, recording, "awaited", "call site of awaited")


@each(*DRIVERS)
def test_call_sites_are_lines_of_the_program(context, name):
    """Those of what a driver runs by itself (BEGIN, COMMIT) too, and in each way of calling it."""
    for way in ("one_by_one_in_transaction", "many_at_once"):
        recording = record(context, name, way)
        for site in recording.report["sites"]:
            place = site["site"]
            assert place and place["file"].endswith(LIST_POSTS), (way, site["statement"], place)
        for finding in recording.findings():
            assert finding["call_site"]["file"].endswith(LIST_POSTS), finding["call_site"]
        table = recording.render("text").split("Call sites", 1)[1].split("Libraries", 1)[0]
        assert not re.search(r"site-packages|dist-packages|cursor\.(c|py)|lib-dynload", table), table


def libraries(recording):
    return [library["path"] for library in recording.report["libraries"]]


def test_bundled_libpq_is_named(context):
    """psycopg2-binary brings a libpq of its own, under a name that no system library has."""
    path, = libraries(record(context, "psycopg2-binary", "joined"))
    assert "psycopg2_binary.libs/libpq" in path, path


@each("psycopg2 of Debian", "psycopg pure Python")
def test_libpq_of_the_system_is_named(context, name):
    path, = libraries(record(context, name, "joined"))
    assert path.endswith("/libpq.so.5") or "/libpq.so.5." in path, path


def test_two_copies_of_libpq_in_one_process(context):
    """psycopg2-binary has its own, and psycopg 3 in pure Python takes the system's."""
    python = python_with(context, "psycopg2-binary")
    context.postgresql()
    argv = [python, "-B", source(context, LIST_POSTS), "psycopg2", "joined_and_counted_by_psycopg_3"]
    recording = context.record(argv, env={"PSYCOPG_IMPL": "python"}).expect(0)
    equal(len(libraries(recording)), 2, "libraries")
    equal(recording.statements(), TABLES + FILL + 1 + 1, "statements")


# ---- SQLite that is no library: the wheel of APSW has it inside --------------------------------------------


def python_with_wheel(context):
    python = environment(context, "current")
    require_module(python, "apsw")
    return python


def test_apsw_wheel_is_recorded_as_nothing(context):
    """No file, no finding made up, and the program's output as it is."""
    python = python_with_wheel(context)
    argv = [python, "-B", source(context, LIST_POSTS), "apsw", "one_by_one"]
    recording = context.record(argv).expect(0)
    equal(recording.captures, [], "captures")
    equal(len(recording.stdout.splitlines()), POSTS, "lines printed")


def test_apsw_wheel_run_says_whom_to_ask(context):
    python = python_with_wheel(context)
    argv = [python, "-B", source(context, LIST_POSTS), "apsw", "one_by_one"]
    ended = context.run([context.loopline, "run", "--", *argv]).expect(0)
    assert "Loopline saw no statement" in ended.stderr and "loopline doctor" in ended.stderr, ended.stderr


def test_doctor_sees_sqlite_inside_the_apsw_wheel(context):
    """A process that has imported it: SQLite's code is in the module and cannot be intercepted."""
    python = python_with_wheel(context)
    program = "import apsw\napsw.Connection(':memory:').execute('select 1')\nprint('ready', flush=True)\ninput()"
    process = subprocess.Popen([python, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               env=context.environment())
    try:
        equal(process.stdout.readline(), "ready\n", "first line")
        ended = context.run([context.loopline, "doctor", str(process.pid)])
    finally:
        process.communicate("\n", timeout=60)
    assert not ended.stdout.startswith("yes"), ended.stdout
    assert "apsw" in ended.stdout and "SQLite" in ended.stdout, ended.stdout


def test_doctor_on_the_interpreter(context):
    """Python opens its drivers while it runs: the command alone cannot tell, and says so."""
    ended = context.run([context.loopline, "doctor", system_python()])
    assert ended.stdout.startswith("perhaps"), ended.stdout


@each("pysqlite3", "sqlean.dbapi2", "sqlcipher3")
def test_module_that_holds_sqlite(context, module):
    """Each of its steps comes from inside the library, and none but those that SQLite makes are its own."""
    python = environment(context, "current")
    if context.run([python, "-c", f"import {module}"]).status:
        skip(f"no {module} in the environment")
    script = source(context, "drivers/one_object.py")
    recording = context.record([python, script, module]).expect(0)
    equal(recording.stdout, "50\n", "standard output")
    equal(recording.statements(), 3 + 1 + 3 + 1 + 50 + 1, "statements, with one BEGIN")
    finding = recording.finding()
    equal(finding["calls"], 50, "calls")
    equal(finding["loop"]["line"], context.line(script, "loop line"), "line of the loop")


@each("sqlite3", "pysqlite3", "sqlean.dbapi2", "sqlcipher3")
def test_function_of_sql_that_asks(context, module):
    """What a function of Python runs inside a statement counts, also where the module holds SQLite."""
    python = environment(context, "current")
    if context.run([python, "-c", f"import {module}"]).status:
        skip(f"no {module} in the environment")
    script = source(context, "drivers/function_of_sql.py")
    recording = context.record([python, script, module]).expect(0)
    equal(recording.stdout, "30\n", "standard output")
    finding = recording.finding()
    equal(finding["statement"], "select name from authors where id = ?", "statement")
    equal((finding["kind"], finding["calls"]), ("n+1", 30), "kind and calls")
