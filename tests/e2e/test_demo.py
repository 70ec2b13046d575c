"""The demo program: a loop over posts, with one look-up each, is found at its own line."""

from harness import each, equal, smoke

AUTHORS = "apps/authors/authors.c"
POSTS = "apps/posts/posts.py"
VARIANTS = {
    "sqlite": ("apps/authors/database_sqlite.c", "-lsqlite3"),
    "postgresql": ("apps/authors/database_postgresql.c", "-lpq"),
}


def authors(context, driver, optimisation="-O2"):
    if driver == "postgresql":
        context.postgresql()
    layer, library = VARIANTS[driver]
    return context.compile(AUTHORS, layer, flags=[optimisation, "-g"], libraries=[library])


def check_finding(context, finding, driver):
    equal(finding["kind"], "n+1", "kind")
    equal(finding["driver"], driver, "driver")
    equal(finding["statement"], "select name from authors where id = ?", "statement")
    equal(finding["calls"], 100, "calls")
    equal(finding["distinct_parameters"], 100, "distinct parameters")
    equal(finding["loop"]["file"], str(context.source(AUTHORS)), "loop file")
    equal(finding["loop"]["line"], context.line(AUTHORS, "loop line"), "loop line")
    equal(finding["loop"]["header_line"], context.line(AUTHORS, "loop header"), "header line")
    equal(finding["loop"]["function"], "list_posts", "function")


@each("-O0", "-O1", "-O2", "-O3")
def test_names_the_loop_line_with_sqlite(context, optimisation):
    recording = context.record([authors(context, "sqlite", optimisation)])
    recording.expect(0)
    check_finding(context, recording.finding(), "sqlite")


@smoke
@each("-O0", "-O1", "-O2", "-O3")
def test_names_the_loop_line_with_postgresql(context, optimisation):
    recording = context.record([authors(context, "postgresql", optimisation)])
    recording.expect(0)
    check_finding(context, recording.finding(), "postgresql")


@each("sqlite", "postgresql")
def test_counts_every_statement(context, driver):
    recording = context.record([authors(context, driver), "7"])
    # Two tables are made and filled, then one query for the posts and one for each author.
    equal(recording.statements(), 4 + 1 + 7, "statements")


@smoke
@each("sqlite", "postgresql")
def test_finds_nothing_in_the_fix(context, driver):
    recording = context.record([authors(context, driver), "--join"])
    recording.expect(0)
    equal(recording.findings(), [], "findings")
    equal(recording.statements(), 4 + 1, "statements")


@smoke
@each("sqlite", "postgresql")
def test_output_is_the_same_as_without_the_shim(context, driver):
    program = authors(context, driver)
    plain = context.run([program])
    recording = context.record([program])
    equal(recording.stdout, plain.stdout, "standard output")
    equal(recording.stderr, plain.stderr, "standard error")
    equal(recording.status, plain.status, "exit status")


def test_demo_script_shows_the_report_and_leaves_nothing(context):
    temporary = context.directory / "temporary"
    temporary.mkdir()
    demo = context.run([context.source("../scripts/demo"), context.build], env={"TMPDIR": temporary}).expect(0)
    assert "Dana Hopper" in demo.stdout, demo.stdout
    assert f"authors.c:{context.line(AUTHORS, 'loop line')}" in demo.stdout, demo.stdout
    if "the Python page is left out" not in demo.stderr:
        _, posts, fixed = demo.stdout.split("$ LD_PRELOAD=")[1:]
        assert f"posts.py:{context.line(POSTS, 'loop line')}" in posts, posts
        assert "No loop repeats statements" in fixed, fixed
    equal(list(temporary.iterdir()), [], "files left behind")
