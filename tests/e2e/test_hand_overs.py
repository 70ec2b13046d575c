"""Work that one thread hands over to another: what no labelled program can show."""

from cases import ALL_ITEMS, case, check_loop
from harness import equal
from python_support import environment

SIGNALS = "hand_overs_signals.c"


def test_signals_in_the_middle_of_hand_overs(context):
    """A handler may interrupt a hook that notes a hand-over, and hands over something itself: nothing waits for ever."""
    program = case(context, SIGNALS, flags=["-O2", "-g"], libraries=["-lsqlite3", "-lpthread"])
    recording = context.record([program, context.directory / "items.db"]).expect(0)
    equal(recording.stdout, "done\n", "standard output")
    finding = recording.finding("n+1")
    check_loop(context, finding, SIGNALS)
    equal((finding["confidence"], finding["n"]["median"]), ("confirmed", 100), "confidence and n")
    equal(finding["parent"]["statement"], ALL_ITEMS, "parent")


def test_statements_of_jobs_are_one_a_job(context):
    """Each call site that a job runs once says so, though the thread took one job after the other without a wait."""
    program = context.source("cases/labelled/python/table_of_jobs.py")
    python = environment(context, "asynchronous")
    recording = context.record([python, "-B", program, "sqlite", context.directory / "jobs.db"]).expect(0)
    verdicts = {site["statement"]: site["verdict"] for site in recording.report["sites"] if site["calls"] == 40}
    for statement in "select address from mails where id = ?", "insert into sent values (?, ?)":
        equal(verdicts[statement], {"reason": "one per request or message"}, statement)
