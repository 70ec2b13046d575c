"""Requests: a thread that waits for a client has done what it was doing; one that waits for a database has not."""

from cases import case, check_counts, check_loop, ITEM_BY_ID
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


def record_between(context, way):
    program = case(context, BETWEEN, flags=FORTIFIED)
    recording = context.record([program, way]).expect(0)
    equal(recording.stdout, "done\n", "standard output")
    check_counts(recording.report, {ITEM_BY_ID: ROUNDS})
    return recording


@each(*CLIENTS, *OTHERS)
def test_a_wait_ends_a_request(context, way):
    """The statement runs once between two waits: no loop, though it runs often."""
    equal(record_between(context, way).findings(), [], "findings")


@each(*NO_WAITS)
def test_what_does_not_wait_ends_nothing(context, way):
    finding = record_between(context, way).finding("n+1")
    check_loop(context, finding, BETWEEN)
    equal(finding["calls"], ROUNDS, "calls")


@each("exec", "poll", "epoll", "idle", "connection")
def test_waiting_for_the_database_ends_nothing(context, way):
    context.postgresql()
    program = case(context, DATABASE, libraries=["-lpq"])
    finding = context.record([program, way]).expect(0).finding("n+1")
    check_loop(context, finding, DATABASE)
    equal(finding["calls"], ROUNDS, "calls")


def test_a_wait_between_two_answers_ends_a_request(context):
    context.postgresql()
    program = case(context, DATABASE, libraries=["-lpq"])
    equal(context.record([program, "pauses"]).expect(0).findings(), [], "findings")


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
