"""Loops of whole programs: what their transactions cost, that one is one entry, and that scheduling says nothing of what is
found."""

import re

from harness import equal

COMMITTED = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("create table notes (id integer primary key, text text)")
for number in range(30):
    database.execute("begin")
    database.execute("insert into notes values (?, 'text')", (number,))
    database.execute("commit")
database.execute("begin")
for number in range(30):
    database.execute("select text from notes where id = ?", (number,)).fetchall()
database.execute("commit")
"""

# Requests of three kinds come in an order and with pauses that differ from run to run, several at a time.
SERVED = """
import http.client, random, sqlite3, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

path = sys.argv[1]
database = sqlite3.connect(path)
database.executescript('''
    create table authors (id integer primary key, name text);
    create table posts (id integer primary key, author integer);
    create table tags (post integer, name text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 24)
    insert into authors select 300 + i * 7, 'author ' || i from n;
    insert into posts select 10000 + id, id from authors;
    insert into tags select id, 'tag' from posts;
''')
kinds = [row[0] for row in database.execute("select id from authors where id < 300 + 7 * 9 order by id")]
pause = random.Random(int(sys.argv[2]))


def authors(database):
    for _, author in database.execute("select id, author from posts order by id limit 12").fetchall():
        database.execute("select name from authors where id = ?", (author,)).fetchall()


def tags(database):
    for post, _ in database.execute("select id, author from posts order by id desc limit 8").fetchall():
        database.execute("select name from tags where post = ?", (post,)).fetchall()


def one(database):
    database.execute("select count(*) from posts where author > ?", (pause.randrange(400),)).fetchall()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(pause.random() / 300)
        database = sqlite3.connect(path)
        {"/authors": authors, "/tags": tags, "/one": one}[self.path](database)
        database.close()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def ask(server, pages):
    for page in pages:
        client = http.client.HTTPConnection(*server.server_address)
        client.request("GET", page)
        client.getresponse().read()
        client.close()


with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    pages = ["/authors", "/tags", "/one"] * 8
    pause.shuffle(pages)
    clients = [threading.Thread(target=ask, args=(server, pages[part::4])) for part in range(4)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    server.shutdown()
"""


# One loop runs three statements, one of them by two helpers; the other is the same at two depths of a recursion.
ENTRIES = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d) "
database.execute("create table nodes (id integer primary key, parent integer, name text)")
database.execute(numbers % 6 + "insert into nodes select i, 0, 'node' from n")
database.execute("insert into nodes select a.id * 10 + b.id, a.id, 'leaf' from nodes a, nodes b")
database.execute("create table authors (id integer primary key, name text)")
database.execute(numbers % 8 + "insert into authors select i * 50, 'author' from n")


def name_of(author):
    return database.execute("select name from authors where id = ?", (author,)).fetchall()


def shouted(author):
    return name_of(author)[0][0].upper()


def walk(parent):
    for node, in database.execute("select id from nodes where parent = ?", (parent,)).fetchall():
        database.execute("select name from nodes where id = ?", (node,)).fetchall()  # recursion
        if node < 10:
            walk(node)


for author, in database.execute("select id from authors").fetchall():
    name_of(author)
    database.execute("select count(*) from nodes where parent = ?", (author,)).fetchall()  # authors
    database.execute("select max(id) from nodes where id < ?", (author,)).fetchall()
    shouted(author)
walk(0)
"""

# Eleven frames of one library between the program's loop and its statement.
FOLDED = {"site-packages/deep_library.py": """
def ask(database, number, depth=10):
    return steps[depth % 2](database, number, depth)

def even(database, number, depth):
    return ask(database, number, depth - 1) if depth else database.execute(
        "select name from notes where id = ?", (number,)).fetchall()

def odd(database, number, depth):
    return ask(database, number, depth - 1)

steps = (even, odd)
""", "folded.py": """
import pathlib, sqlite3, sys
sys.path.insert(0, str(pathlib.Path(__file__).parent / "site-packages"))
import deep_library
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("create table notes (id integer primary key, name text)")
for number in range(12):
    deep_library.ask(database, number)
"""}

CPP = """
#include <sqlite3.h>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

template <typename Key, typename Value> struct cache {
    std::map<Key, std::vector<Value>> kept;
    __attribute__((noinline)) void fill(sqlite3 *db, const Key &key, const std::vector<Value> &) {
        sqlite3_stmt *statement;
        if (sqlite3_prepare_v2(db, "select name from notes where id = ?", -1, &statement, nullptr) != SQLITE_OK)
            abort();
        sqlite3_bind_int64(statement, 1, key);
        while (sqlite3_step(statement) == SQLITE_ROW) {
        }
        sqlite3_finalize(statement);
    }
};

template <typename Value> __attribute__((noinline)) void fill_all(sqlite3 *db, cache<long, Value> &cache) {
    for (long id = 0; id < 20; id++)
        cache.fill(db, id * 7, {});
    asm volatile("");
}

int main() {
    sqlite3 *db;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_exec(db, "create table notes (id integer primary key, name text)", nullptr, nullptr, nullptr))
        abort();
    cache<long, std::map<std::string, std::vector<int>>> all;
    fill_all(db, all);
    return sqlite3_close(db);
}
"""


def record(context, name, text, *arguments):
    script = context.directory / name
    script.write_text(text)
    return context.record(["/usr/bin/python3", script, context.directory / "notes.db", *arguments]).expect(0)


def test_commits_are_what_a_loop_of_writes_costs(context):
    report = record(context, "committed.py", COMMITTED).report
    writes, = [loop for loop in report["loops"] if loop["where"]["line"] == 7]
    ends = [site for site in report["sites"] if site["statement"] in ("begin", "commit") and site["calls"] == 30]
    equal(len(ends), 2, "call sites of BEGIN and COMMIT in the loop")
    spent = sum(site["database_seconds"] for site in ends)
    assert abs(writes["transaction_seconds"] - spent) <= 0.01 * spent, (writes["transaction_seconds"], spent)
    assert writes["saving_seconds"] > 0.5 * spent, "one transaction would save most of thirty"
    for loop in report["loops"]:
        if loop is not writes:
            equal(loop["transaction_seconds"], 0.0, "of a loop that begins no transaction")


def loops_of(report):
    return sorted((loop["where"]["line"], loop["entry"]["kind"], finding["kind"], finding["statement"])
                  for loop in report["loops"] for finding in report["findings"] if finding["id"] in loop["findings"])


def test_requests_in_any_order_are_the_same_loops(context):
    found = []
    for seed in range(10):
        (context.directory / "notes.db").unlink(missing_ok=True)
        found.append(loops_of(record(context, "served.py", SERVED, str(seed)).report))
    equal(len(found[0]), 2, f"loops of {found[0]}")
    for seed, loops in enumerate(found):
        equal(loops, found[0], f"loops with seed {seed}")


def test_one_loop_is_one_entry(context):
    recording = record(context, "entries.py", ENTRIES)
    script = context.directory / "entries.py"
    lines = sorted((loop["where"]["header_line"], len(loop["findings"])) for loop in recording.report["loops"])
    equal(lines, [(context.line(script, "recursion") - 1, 2), (context.line(script, "authors") - 2, 3)],
          "where loops begin, and how many statements each repeats")
    by_two_helpers, = [finding for finding in recording.findings() if "from authors" in finding["statement"]]
    equal(by_two_helpers["calls"], 16, "executions by both helpers")
    names, = [finding for finding in recording.findings() if "where id = ?" in finding["statement"] and "nodes" in
              finding["statement"]]
    equal(names["calls"], 42, "executions at both depths")


LISTING = """
def full(rows, ask):
    return [ask(key) for key in rows]


def short(rows, ask):
    shown = []
    for key in rows[:20]:
        shown.append(ask(key))
    return shown
"""

ASKING = """
import pathlib, sqlite3, sys
sys.path.insert(0, str(pathlib.Path(__file__).parent / "site-packages"))
import listing

database = sqlite3.connect(":memory:")
database.execute("create table authors (id integer primary key, name text, born integer)")
database.execute("insert into authors with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) "
                 "select 70000 + i * 3, 'name ' || i, 1900 + i from n")
keys = [key for (key,) in database.execute("select id from authors order by id")]


def show(layout, column):
    return layout(keys, lambda key: database.execute(f"select {column} from authors where id = ?", (key,)).fetchall())  # shown


show(listing.full, "name")
show(listing.short, "born")
"""


def test_one_line_is_one_entry_whichever_loop_of_a_library_it_goes_through(context):
    (context.directory / "site-packages").mkdir()
    (context.directory / "site-packages/listing.py").write_text(LISTING)
    script = context.directory / "asking.py"
    script.write_text(ASKING)
    report = context.record(["/usr/bin/python3", script]).expect(0).report
    equal([(loop["where"]["line"], len(loop["findings"]), loop["statements"]) for loop in report["loops"]],
          [(context.line(script, "shown"), 2, 50)], "loops")


FORM = """
class Field:
    def __init__(self, objects):
        self.objects = objects

    def options(self):
        for choice in self.objects():
            yield choice.key, choice


def option(key, label):
    return f"{key} {label}"


def page(field):
    shown = []
    for choice in field.options():
        shown.append(option(*choice))
    return shown
"""

SHOWING = """
import pathlib, sqlite3, sys, threading
sys.path.insert(0, str(pathlib.Path(__file__).parent / "site-packages"))
import form

database = sqlite3.connect(":memory:", check_same_thread=False)
database.executescript("create table authors (id integer primary key, name text); create table books (id integer, author integer)")
database.executemany("insert into authors values (?, ?)", [(700 + i, f"author {i}") for i in range(9)])
database.executemany("insert into books values (?, ?)", [(i, 700 + i % 9) for i in range(40)])
database.commit()


class Book:
    def __init__(self, key, author, known):
        self.key, self.author, self.known = key, author, known

    def __str__(self):
        if self.author not in self.known:
            row = database.execute("select name from authors where id = ?", (self.author,)).fetchone()  # looked up
            self.known[self.author] = row
        return f"{self.key} by {self.known[self.author]}"


def books():
    known = {}
    return [Book(*row, known) for row in database.execute("select id, author from books").fetchall()]


for number in range(3):
    thread = threading.Thread(target=form.page, args=(form.Field(books),))
    thread.start()  # shown
    thread.join()
"""


def test_a_library_that_shows_objects_in_a_thread_of_its_own_goes_over_them(context):
    """Nothing of the program lies between the thread's start and the library's loop: it is not how a thread takes work."""
    (context.directory / "site-packages").mkdir()
    (context.directory / "site-packages/form.py").write_text(FORM)
    script = context.directory / "showing.py"
    script.write_text(SHOWING)
    recording = context.record(["/usr/bin/python3", script]).expect(0)
    finding, = recording.findings()
    equal((finding["calls"], finding["n"]["max"]), (27, 9), "executions, and of them in one page")
    loop, = recording.report["loops"]
    equal([loop[place] and loop[place]["line"] for place in ("where", "through", "body")],
          [context.line(script, "shown"), 18, context.line(script, "looked up")], "lines")
    text = recording.render("text")
    assert re.search(r"\n +page  form\.py:18  \(the loop\)\n", text), text
    assert re.search(r"\n +> <module>  showing\.py:\d+  \(in a loop\)\n", text), text


def test_loops_after_more_statements_than_are_kept_in_their_order(context):
    """A thread's sequence ends after 1,048,576 words; counters say what ran later."""
    source = "apps/long_run/long_run.c"
    program = context.compile(source, libraries=("-lsqlite3",))
    reports = [context.record([program, executions]).expect(0).report for executions in ("1000", "1300000")]
    short, long = ({site["statement"]: (site["calls"], site["verdict"].get("reason")) for site in report["sites"]}
                   for report in reports)
    filled = {statement for statement in short if short[statement][0] > 100}
    equal(len(filled), 2, "statements that came first")
    for statement in short.keys() - filled:
        equal(long[statement], short[statement], statement)
    for report in reports:
        found = {(loop["where"]["line"], finding["kind"], finding["n"]["max"])
                 for loop in report["loops"] for finding in report["findings"] if finding["id"] in loop["findings"]}
        expected = {(context.line(source, mark), kind, n) for mark, kind, n in (
            ("looked up", "n+1", 40), ("counted", "n+1", 30), ("inserted", "write-loop", 30),
            ("committed", "write-loop", 30))}
        assert expected <= found, (expected - found, found)


def test_folded_frames_name_their_library(context):
    (context.directory / "site-packages").mkdir()
    for name, text in FOLDED.items():
        (context.directory / name).write_text(text)
    recording = record(context, "folded.py", FOLDED["folded.py"])
    text = recording.render("text")
    assert re.search(r"\.\.\. 2\d frames in \S*sqlite3\S* and others", text), text


def test_arguments_of_templates_are_left_out_of_names(context):
    source = context.directory / "notes.cc"
    source.write_text(CPP)
    recording = context.record([context.compile(source, libraries=("-lsqlite3",))]).expect(0)
    finding = recording.finding()
    assert "<std::map<std::" in finding["loop"]["function"], finding["loop"]["function"]
    text = recording.render("text")
    assert "in fill_all<>" in text.replace("void ", ""), text
