"""Eloquent and Doctrine: the program's line, and advice in their own words, which a second program follows."""

from harness import each, equal
from php_support import cases_of, check_place, database, php, require_library, source
from python_support import check_no_findings
from repeating_lines import check_repeating_lines

DOCTRINE = "orm/doctrine.php"
ELOQUENT = "orm/eloquent.php"
LIBRARIES = {DOCTRINE: "Doctrine/ORM/autoload.php", ELOQUENT: "Illuminate/Database/autoload.php"}
# Both are older than Debian's PHP and say so.
QUIET = ["-d", "error_reporting=8191"]
DATABASES = ("sqlite", "postgresql")
ADVICE = {
    "belongs_to": "Add with('author') to the query the loop iterates over",
    "has_many": "Add with('posts') to the query the loop iterates over",
    "count_each": "Add withCount(), withSum() or withExists() to the query the loop iterates over",
    "each_of_collection": "Add with('author') to the query the loop iterates over",
    "save_each": "call update() on one query with whereIn()",
    "many_to_one": "Fetch join author in the query the loop iterates over: leftJoin('e.author', 'r')",
    "one_to_many": "Fetch join posts in the query the loop iterates over: leftJoin('e.posts', 'r')",
    "flush_each": "call flush() once, after the loop",
}
FIND_ADVICE = {DOCTRINE: "findBy(['id' => $keys])", ELOQUENT: "whereIn('column', $keys)"}


def record(context, path, case, kind):
    require_library(LIBRARIES[path])
    interpreter = php("pdo_sqlite", "pdo_pgsql")
    env = database(context, kind)
    return context.record([interpreter, *QUIET, source(context, path), case], env=env).expect(0)


def check_case(context, path, case):
    for kind in DATABASES:
        if kind == "sqlite" and case == "flush_each":
            continue  # one transaction a row, and SQLite's own way of writing
        finding = record(context, path, case, kind).finding()
        check_place(context, finding["loop"], path, f"loop line of {case}", "loop")
        equal(finding["calls"], 10 if case == "find_each" else 20, "calls")
        expected = ADVICE.get(case, FIND_ADVICE[path])
        assert expected in finding["fix"]["summary"], finding["fix"]["summary"]


@each(*[case for case in cases_of(ELOQUENT) if case != "each_of_collection"])
def test_eloquent(context, case):
    check_case(context, ELOQUENT, case)


@each(*cases_of(DOCTRINE))
def test_doctrine(context, case):
    check_case(context, DOCTRINE, case)


def test_collection_that_calls_back(context):
    """The loop is Eloquent's: the program's line that calls it, and the line that it calls back."""
    finding = record(context, ELOQUENT, "each_of_collection", "sqlite").finding()
    check_place(context, finding["loop"], ELOQUENT, "call of each_of_collection", "loop")
    check_place(context, {**finding["loop"]["body"], "language": "php"}, ELOQUENT, "loop line of each_of_collection",
                "body")
    assert finding["loop"]["through"]["function"].endswith("Collection::each"), finding["loop"]["through"]
    assert ADVICE["each_of_collection"] in finding["fix"]["summary"], finding["fix"]["summary"]


@each("eager", "loaded_later", "chunks")
def test_what_eloquent_offers_is_quiet(context, case):
    check_no_findings(record(context, ELOQUENT, case, "sqlite"))


def test_a_fetch_join_of_doctrine_is_quiet(context):
    check_no_findings(record(context, DOCTRINE, "fetch_join", "sqlite"))


@each(*DATABASES)
def test_relations_of_eloquent(context, kind):
    require_library(LIBRARIES[ELOQUENT])
    path = source(context, "orm/relations.php")
    env = database(context, kind)
    recording = context.record([php("pdo_sqlite", "pdo_pgsql"), *QUIET, path], env=env).expect(0)
    check_repeating_lines(recording, path, "//")
