"""loopline check and loopline diff: what a project keeps in its CI. Each exit status means one thing."""

import json
import shutil

from harness import ROOT, equal

AUTHORS = ("apps/authors/authors.c", "apps/authors/database_sqlite.c")
FINE, FOUND, USAGE, NOTHING, FAULT = range(5)


def authors(context):
    return context.compile(*AUTHORS, flags=["-O0", "-g"], libraries=["-lsqlite3"])


def slow(context, posts=None):
    return context.record([authors(context), *([posts] if posts else [])])


def fast(context):
    return context.record([authors(context), "--join"])


def check(context, recording, *options, status):
    return context.run([context.loopline, "check", *options, recording.directory]).expect(status)


def diff(context, before, after, *options, status):
    return context.run([context.loopline, "diff", *options, before.directory, after.directory]).expect(status)


# ---- check ------------------------------------------------------------------------------------------------


def test_a_loop_fails_the_check(context):
    ended = check(context, slow(context), status=FOUND)
    assert "authors.c:" in ended.stdout and "1 of 1 loop to look at" in ended.stderr, ended
    equal(check(context, fast(context), status=FINE).stdout, "", "output without loops")


def test_what_the_baseline_knows_passes(context):
    recording, baseline = slow(context, "40"), context.directory / "baseline"
    check(context, recording, "--baseline", baseline, status=FAULT)
    check(context, recording, "--baseline", baseline, "--update", status=FINE)
    line, = [line for line in baseline.read_text().splitlines() if not line.startswith("#")]
    equal(line.split()[:2], [recording.report["loops"][0]["id"], "n=40"], "line of the baseline")
    check(context, recording, "--baseline", baseline, status=FINE)
    check(context, slow(context, "70"), "--baseline", baseline, status=FINE)
    check(context, slow(context, "90"), "--baseline", baseline, status=FOUND)  # its N has more than doubled
    gone = check(context, fast(context), "--baseline", baseline, status=FINE)
    assert "1 loop of the baseline did not run" in gone.stderr, gone.stderr


def test_rules_of_the_ignore_file(context):
    recording, ignore = slow(context), context.directory / "ignore"
    loop = recording.report["loops"][0]
    for rule in ("statement select name from authors *", "file *authors.c", "function list_posts", "kind n+1",
                 f"loop {loop['id']} until 2999-12-31 because the list is short"):
        ignore.write_text(f"# what we live with\n\n{rule}\n")
        check(context, recording, "--ignore", ignore, status=FINE)
    ignore.write_text("function list_posts until 2020-01-01 because soon\n")
    assert "ended on 2020-01-01" in check(context, recording, "--ignore", ignore, status=FOUND).stderr
    ignore.write_text("function no_such_function\n")
    assert "matches nothing" in check(context, recording, "--ignore", ignore, status=FOUND).stderr
    ignore.write_text("functions list_posts\n")
    assert "ignore:1" in check(context, recording, "--ignore", ignore, status=FAULT).stderr


def test_a_comment_takes_its_loop_out(context):
    source = context.directory / "loop.c"
    text = """#include <sqlite3.h>
int main(void) {
    sqlite3 *database;
    sqlite3_open(":memory:", &database);
    for (int i = 0; i < 20; i++) {
        //COMMENT
        sqlite3_exec(database, "select 1 union select 2 order by 1", 0, 0, 0);
    }
    return 0;
}
"""
    for name, comment, status in (("no", "", FOUND), ("yes", "loopline: ignore, twenty at most", FINE)):
        source.write_text(text.replace("COMMENT", comment))
        program = context.directory / name
        context.run(["gcc", "-O0", "-g", source, "-o", program, "-lsqlite3"]).expect(0)
        check(context, context.record([program]), status=status)


def test_budgets(context):
    recording = slow(context)
    check(context, recording, "--max-n", "100", status=FINE)
    check(context, recording, "--max-n", "99", status=FOUND)
    check(context, fast(context), "--max-statements", "1", status=FOUND)
    check(context, fast(context), "--max-statements", "1000", "--max-seconds", "60", status=FINE)
    check(context, fast(context), "--max-seconds", "0", status=FOUND)


def test_budgets_of_entries(context):
    recording = slow(context)
    check(context, recording, "--max-n", "main=100", status=FINE)
    check(context, recording, "--max-n", "m?in=99", "--max-n", "1000", status=FOUND)  # the entry's own budget decides
    check(context, recording, "--max-n", "other=99", "--max-n", "1000", status=FINE)
    everything = recording.report["totals"]["statements"]  # the loop's, and those that no loop repeats
    assert everything > 100, everything
    check(context, recording, "--max-n", "1000", "--max-statements", f"*={everything}", "--max-seconds", "main=60",
          status=FINE)
    ended = check(context, recording, "--max-n", "1000", "--max-statements", f"main={everything - 1}", status=FOUND)
    assert f"{everything} statements in one execution of main; --max-statements allows {everything - 1}" in ended.stderr, \
        ended.stderr
    check(context, recording, "--max-n", "1000", "--max-seconds", "main=0", status=FOUND)
    for wrong in ("=5", "main=", "main=many", "1.5"):
        ended = check(context, recording, "--max-n", wrong, status=USAGE)
        assert f"--max-n: '{wrong}' must be a number" in ended.stderr, ended.stderr


SERVER = """
import http.server, sqlite3, threading, urllib.request

database = sqlite3.connect(":memory:", check_same_thread=False)
database.execute("create table authors (id integer primary key, name text)")

def first_page():
    database.execute("select count(*) from authors").fetchone()
    database.execute("select max(id) from authors").fetchone()
    database.execute("select min(id) from authors").fetchone()

def second_page():
    database.execute("select name from authors").fetchall()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        first_page() if self.path == "/first" else second_page()
        self.send_response(204)
        self.end_headers()
    def log_message(self, *arguments):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever).start()
for page in ("/first", "/second", "/first", "/second", "/second", "/first"):
    urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}{page}").close()
server.shutdown()
"""


def test_budgets_of_entries_hold_for_what_no_loop_repeats(context):
    """Of a page without a loop, the statements of one request."""
    script = context.directory / "server.py"
    script.write_text(SERVER)
    recording = context.record(["/usr/bin/python3", script], env={"no_proxy": "*"})
    equal(recording.report["loops"], [], "loops")
    check(context, recording, "--max-statements", "Handler.do_GET=3", status=FINE)  # three of one page, one of the other
    ended = check(context, recording, "--max-statements", "Handler.do_GET=2", status=FOUND)
    assert "3 statements in one execution of Handler.do_GET" in ended.stderr, ended.stderr
    check(context, recording, "--max-seconds", "*.do_GET=0", status=FOUND)
    ended = check(context, recording, "--max-statements", "do_PUT=3", "--max-n", "5", status=FINE)
    assert "--max-statements: nothing ran under 'do_PUT'; an entry of this run is '" in ended.stderr, ended.stderr
    equal(ended.stderr.count("nothing ran under"), 1, "budgets that match nothing")


def test_a_run_that_recorded_nothing_fails(context):
    check(context, fast(context), "--min-statements", "1000", status=NOTHING)
    empty = context.directory / "empty"
    empty.mkdir()
    context.run([context.loopline, "check", empty]).expect(NOTHING)
    context.run([context.loopline, "check"]).expect(USAGE)
    context.run([context.loopline, "check", "--max-n", "many", empty]).expect(USAGE)


def test_other_formats_hold_what_is_to_be_looked_at(context):
    recording, ignore = slow(context), context.directory / "ignore"
    ignore.write_text("kind n+1\n")
    report = json.loads(check(context, recording, "-f", "json", "-i", ignore, status=FINE).stdout)
    equal((report["loops"], report["findings"]), ([], []), "loops and findings")
    assert len(json.loads(check(context, recording, "-f", "json", status=FOUND).stdout)["loops"]) == 1


# ---- diff -------------------------------------------------------------------------------------------------


def test_a_fixed_loop_is_gone(context):
    before, after = slow(context), fast(context)
    text = diff(context, before, after, status=FINE).stdout
    assert "Loops: 1 gone" in text and "100 → 0 statements" in text, text
    diff(context, after, before, status=FOUND)
    change = json.loads(diff(context, before, after, "--format", "json", status=FINE).stdout)["loops"][0]
    equal((change["change"], change["before"]["n"], change["after"]), ("gone", 100, None), "change")
    assert "| gone |" in diff(context, before, after, "--format", "markdown", status=FINE).stdout


def test_n_says_what_is_worse(context):
    fates = [(("50", "52"), "same", FINE), (("50", "90"), "worse", FOUND), (("90", "50"), "better", FINE)]
    for posts, fate, status in fates:
        ended = diff(context, *[slow(context, count) for count in posts], "-f", "json", status=status)
        equal([loop["change"] for loop in json.loads(ended.stdout)["loops"]], [fate], f"change from {posts}")


def test_other_formats_of_a_comparison_have_what_is_new_or_worse(context):
    few, many, without = slow(context, "30"), slow(context, "90"), fast(context)
    repository = context.directory / "repository"  # the sources may lie in none: as an archive has them
    shutil.copytree(ROOT / "tests/apps/authors", repository / "tests/apps/authors")
    (repository / ".git").mkdir()
    mapped = ("--path-map", f"{ROOT}={repository}")
    for before, after, count, status in ((without, many, 1, FOUND), (few, many, 1, FOUND), (many, few, 0, FINE),
                                         (many, many, 0, FINE), (many, without, 0, FINE)):
        sarif = json.loads(diff(context, before, after, "-f", "sarif", *mapped, status=status).stdout)
        equal(len(sarif["runs"][0]["results"]), count, "results")
        equal(diff(context, before, after, "-f", "junit", status=status).stdout.count("<failure"), count, "failures")
        equal(len(json.loads(diff(context, before, after, "-f", "code-quality", *mapped, status=status).stdout)), count, "issues")


def test_diff_says_what_it_cannot_do(context):
    recording = slow(context)
    context.run([context.loopline, "diff", recording.directory]).expect(USAGE)
    context.run([context.loopline, "diff", recording.directory, "/nonexistent"]).expect(FAULT)
