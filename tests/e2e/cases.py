"""What the tests of the shim share: the programs of tests/cases/shim, and exact counts from a report."""

import os
import re

from harness import equal

CASES = "cases/shim"
SETUP = 2  # statements of open_items with SQLite (tests/cases/shim/case_sqlite.h)
SETUP_POSTGRESQL = 3  # and with libpq (case_postgresql.h)
ITEM_BY_ID = "select name from items where id = ?"
ALL_ITEMS = "select id, name from items order by id"
NOBODY = 65534


def case(context, *sources, flags=("-O2", "-g"), libraries=("-lsqlite3",)):
    """A program of tests/cases/shim."""
    return context.compile(*[f"{CASES}/{source}" for source in sources], flags=[*flags, "-Wall", "-Wextra", "-Werror"],
                           libraries=libraries)


def plugin(context, source, *flags, libraries=("-lsqlite3",)):
    return case(context, source, flags=["-O2", "-g", "-shared", "-fPIC", *flags], libraries=libraries)


def line(context, source, marker):
    return context.line(f"{CASES}/{source}", marker)


def source_path(context, source):
    return str(context.source(f"{CASES}/{source}"))


def sum_of(report, statement, key="calls"):
    """The sum over all call sites of one statement in normal form; None stands for a text never seen."""
    return sum(site[key] for site in report["sites"] if site["statement"] == statement)


def check_counts(report, counts, key="calls"):
    """Each statement of `counts` to its number, and the totals: nothing dropped, nothing counted twice."""
    for statement, expected in counts.items():
        equal(sum_of(report, statement, key), expected, f"{key} of '{statement}'")
    equal(report["totals"]["dropped"], 0, "dropped")
    equal(sum(site["calls"] for site in report["sites"]), report["totals"]["statements"], "calls of all sites")


def check_failures(recording, failures):
    """Each statement to how many of its executions failed, as the text report's table of call sites tells it."""
    heading, *rows = recording.render("text").split("Call sites")[1].split("\n\n")[0].splitlines()[1:]
    column = heading.index("statement", heading.index(" at "))
    told = {}
    for row, below in zip(rows, rows[1:] + [""]):
        if row[:column].strip():
            failed = re.fullmatch(r"([\d,]+) failed", below.strip())
            told[row[column:]] = told.get(row[column:], 0) + (int(failed.group(1).replace(",", "")) if failed else 0)
    for statement, expected in failures.items():
        shown = statement if len(statement) <= 100 - column else statement[:100 - column - 3] + "..."
        equal(told.get(shown), expected, f"failures of '{statement}'")


def check_statements(recording, expected):
    equal(recording.statements(), expected, "statements")
    equal(recording.report["totals"]["dropped"], 0, "dropped")


def dismissed(report, reason):
    return sum(entry["statements"] for entry in report["dismissed"] if entry["reason"] == reason)


def sealed(report):
    return [process["sealed"] for process in report["processes"]]


def check_loop(context, finding, source, marker="loop line"):
    equal(finding["loop"]["file"], source_path(context, source), "loop file")
    equal(finding["loop"]["line"], line(context, source, marker), "loop line")


def as_nobody(program, *arguments):
    """The command line that runs a program as an unprivileged user; as it is where we are one already."""
    if os.geteuid() != 0:
        return [program, *arguments]
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", program, *arguments]
