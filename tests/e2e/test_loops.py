"""Loops of whole programs: what their transactions cost, and that scheduling says nothing of what is found."""

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
