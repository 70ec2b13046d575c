"""What PHP's extensions make of a query: each way to run one is counted once, at the line that runs it."""

from harness import each, equal
from php_support import POSTS, cases_of, check_place, php, source
from python_support import check_finding, check_totals

EACH = "drivers/each.php"
EXTENSIONS = {"pdo": ("pdo_sqlite", "pdo_pgsql"), "sqlite3": ("sqlite3",), "pg": ("pgsql",)}
AUTHOR_BY_ID = ("select name from authors where id = ?", "select name from authors where id = $?")


def record(context, case, database):
    interpreter = php(*EXTENSIONS[case.split("_")[0]])
    if database == "postgresql":
        context.postgresql()
    recording = context.record([interpreter, source(context, EACH), case, database]).expect(0)
    check_totals(recording)
    return recording


def check_case(context, case, database):
    finding = record(context, case, database).finding()
    check_finding(finding, calls=POSTS, n=POSTS, confidence="confirmed")
    assert finding["statement"] in AUTHOR_BY_ID, finding["statement"]
    check_place(context, finding["loop"], EACH, f"loop line of {case}", "loop")
    equal(finding["parent"]["calls"], 1, "calls of the parent")
    equal(finding["parent"]["rows"], POSTS, "rows of the parent")


@each(*[case for case in cases_of(EACH) if not case.startswith("pg_")])
def test_sqlite(context, case):
    check_case(context, case, context.directory / "blog.db")


@each(*[case for case in cases_of(EACH) if not case.startswith("sqlite3_")])
def test_postgresql(context, case):
    check_case(context, case, "postgresql")
