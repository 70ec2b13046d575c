"""Requests: a thread that waits for a client has done what it was doing; one that waits for a database has not."""

from cases import ALL_ITEMS, case, check_counts, check_loop, ITEM_BY_ID
from harness import each, equal

BETWEEN = "waits_between.c"
DATABASE = "waits_database.c"
ROUNDS = 20
GNU = ["-O2", "-g", "-D_GNU_SOURCE"]
FORTIFIED = [*GNU, "-D_FORTIFY_SOURCE=2"]
CLIENTS = ("accept", "accept4", "recv", "recvfrom", "recvmsg", "read", "readv", "checked-read", "checked-recv",
           "checked-poll", "poll", "poll-listening", "ppoll", "select", "pselect", "epoll_wait", "epoll_pwait",
           "epoll_pwait2", "duplicate")
OTHERS = ("pipe", "eventfd", "connected", "epoll-connected", "nanosleep", "clock_nanosleep", "usleep", "poll-nothing",
          "select-nothing", "sigwait", "msgrcv")
NO_WAITS = ("nothing", "timeout-of-zero", "dontwait", "peek", "writable", "file", "random", "file-of-that-number")


def record_between(context, *arguments):
    program = case(context, BETWEEN, flags=FORTIFIED)
    recording = context.record([program, *arguments]).expect(0)
    equal(recording.stdout, "done\n", "standard output")
    check_counts(recording.report, {ITEM_BY_ID: ROUNDS})
    return recording


@each(*CLIENTS, *OTHERS)
def test_a_wait_ends_a_request(context, way):
    """The statement runs once between two waits: no loop, though it runs often."""
    equal(record_between(context, way).findings(), [], "findings")


@each(*CLIENTS)
def test_a_client_ends_what_a_list_began(context, way):
    """The list was read for an earlier request, though its rows hold the values."""
    equal(record_between(context, way, "list").findings(), [], "findings")


@each(*OTHERS)
def test_another_wait_does_not_end_what_a_list_began(context, way):
    """A service is asked, or a moment waited, for each row of the list."""
    finding = record_between(context, way, "list").finding("n+1")
    check_loop(context, finding, BETWEEN)
    equal(finding["parent"]["statement"], ALL_ITEMS, "parent")
    equal((finding["n"], finding["episodes"]), ({"median": ROUNDS, "max": ROUNDS}, 1), "n and episodes")


@each(*NO_WAITS)
def test_what_does_not_wait_ends_nothing(context, way):
    finding = record_between(context, way).finding("n+1")
    check_loop(context, finding, BETWEEN)
    equal(finding["calls"], ROUNDS, "calls")


@each("exec", "poll", "epoll", "connection")
def test_waiting_for_the_database_ends_nothing(context, way):
    context.postgresql()
    program = case(context, DATABASE, libraries=["-lpq"])
    finding = context.record([program, way]).expect(0).finding("n+1")
    check_loop(context, finding, DATABASE)
    equal(finding["calls"], ROUNDS, "calls")


@each("pauses", "idle")
def test_a_wait_between_two_answers_ends_a_request(context, way):
    """For the time, or for a notification: what a connection brings that nothing was sent on."""
    context.postgresql()
    program = case(context, DATABASE, libraries=["-lpq"])
    equal(context.record([program, way]).expect(0).findings(), [], "findings")


# ---- requests that take turns on one thread ----

TURNS = "pq_turns.c"
LIST = "select id from generate_series(?::int, ?::int + ?) id"
LOOK_UP = "select ? || ?::int"


def record_turns(context, way, connections):
    context.postgresql()
    program = case(context, TURNS, flags=GNU, libraries=["-lpq", "-lpthread"])
    recording = context.record([program, way, connections]).expect(0)
    equal(recording.stdout, "done\n", "standard output")
    equal(recording.report["totals"]["dropped"], 0, "dropped")
    return recording


def check_list_and_look_ups(finding, requests):
    equal(finding["statement"], LOOK_UP, "statement")
    equal(finding["parent"]["statement"], LIST, "parent")
    equal((finding["n"], finding["episodes"]), ({"median": 7, "max": 7}, requests), "n and episodes")


def look_ups(recording):
    """The finding of the look-ups; the loop over requests that waits for nobody in between repeats the list, too."""
    found, = [finding for finding in recording.findings("n+1") if finding["statement"] == LOOK_UP]
    return found


@each("together", "while-waiting")
def test_requests_on_several_connections_do_not_mix(context, way):
    """Also where the thread waits for clients while all of them wait for their answers."""
    recording = record_turns(context, way, 3)
    check_list_and_look_ups(look_ups(recording), requests=30)
    check_counts(recording.report, {LIST: 30, LOOK_UP: 210})
    equal(recording.report["totals"]["threads"], 1, "threads")


def test_a_wait_ends_the_requests_that_have_their_answers(context):
    """One look-up a request, and each ends while others still wait for their answers."""
    recording = record_turns(context, "look-ups", 3)
    equal(recording.findings(), [], "findings")
    check_counts(recording.report, {LOOK_UP: 90})


def test_a_request_on_two_connections_is_one(context):
    """Rows that are read one by one while others are looked up: an answer has come, nothing takes turns."""
    check_list_and_look_ups(record_turns(context, "stream", 2).finding("n+1"), requests=1)


@each("reconnect", "threads")
def test_books_of_connections_are_given_back(context, way):
    recording = record_turns(context, way, 8)
    check_counts(recording.report, {LOOK_UP: 20 * 8})
    equal(recording.report["totals"]["threads"], {"reconnect": 1, "threads": 20}[way], "threads")
    # A ledger has a chunk of its own.
    assert recording.captures[0].stat().st_size < 300_000, recording.captures[0].stat()


def test_requests_that_take_turns_in_a_forked_child(context):
    recording = record_turns(context, "child", 3)
    equal(len(recording.captures), 2, "captures")
    check_list_and_look_ups(look_ups(recording), requests=60)


THREAD_PER_REQUEST = """
import http.server, sqlite3, threading, urllib.request

database = sqlite3.connect(":memory:", check_same_thread=False)
database.executescript("create table authors (id integer primary key); create table books (id integer primary key)")
database.executemany("insert into authors values (?)", [(i + 1,) for i in range(9)])
database.executemany("insert into books values (?)", [(i,) for i in range(40)])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/books":
            database.execute("select id from books").fetchall()
        for number in range(9):
            database.execute("select count(*) from authors where id > ?", (1,)).fetchall()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *ignored):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def ask():
    for path in ["/books", *["/other"] * 6]:
        urllib.request.urlopen(f"http://127.0.0.1:{server.server_address[1]}{path}").read()
    server.shutdown()


threading.Thread(target=ask).start()
server.serve_forever()
"""


def test_rows_of_a_request_say_nothing_of_those_that_other_threads_answer(context):
    script = context.directory / "serving.py"
    script.write_text(THREAD_PER_REQUEST)
    finding, = context.record(["/usr/bin/python3", script]).expect(0).findings()
    equal((finding["parent"], finding["calls"], finding["n"]["max"]), (None, 63, 9), "parent, executions, and of one request")


# ---- what nobody may notice ----


@each("plain", "fortified")
def test_waits_answer_what_they_would_answer(context, how):
    """Results, errno, cancellation and signals, and the exit status; with the shim switched off too."""
    program = case(context, "waits_kept.c", flags=FORTIFIED if how == "fortified" else GNU,
                   libraries=["-lsqlite3", "-lpthread"])
    plain = context.run([program]).expect(5)
    assert plain.stdout.count("\n") > 50, plain.stdout
    for env in ({}, {"LOOPLINE": "0"}):
        equal(context.record([program], env=env).expect(5).stdout, plain.stdout, "standard output")


def test_a_program_without_statements_leaves_nothing(context):
    program = case(context, BETWEEN, flags=GNU)
    recording = context.record([program, "no such way"]).expect(0)
    equal((recording.stdout, recording.stderr), ("done\n", ""), "output")
    equal(list(recording.directory.iterdir()), [], "files")
