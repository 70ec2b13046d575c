"""Interpreters that are not what they say, and versions that nobody knows: native frames, one line, no crash."""

import pathlib
import re

from harness import each, equal, skip
from php_support import interpreters, php, source

ONCE = "lifetime/once.php"
EACH = "lifetime/each.php"
# Of engines whose layout is known, and is another than that of the interpreters here.
OTHERS = {"3.4.0": "7.4", "4.0.30": "8.0", "4.2.0": "8.2", "4.4.1": "8.4", "4.5.0": "8.5"}
TOLD_VERSION = re.compile(rb"Zend Engine v([0-9.]+), Copyright")


def record_as(context, version, path):
    """Under a copy of PHP that tells this version of its engine."""
    program = context.directory / "php"
    binary = pathlib.Path(php()).resolve().read_bytes()
    told = TOLD_VERSION.search(binary) or skip("the program does not hold PHP's engine")
    start, end = told.span(1)
    program.write_bytes(binary[:start] + version.ljust(end - start, "0").encode() + binary[end:])
    program.chmod(0o755)
    return context.record([program, source(context, path)]).expect(0)


def is_own(version):
    return OTHERS.get(version) == next(iter(interpreters())).split()[0]


def check_unread(recording, reason):
    equal(recording.findings(), [], "findings")
    reasons = {dismissed["reason"]: dismissed["statements"] for dismissed in recording.report["dismissed"]}
    equal(reasons["interpreter not read"], 7, "statements of the interpreter's")
    text = " ".join(recording.render("text").split())
    assert reason in text, text


@each(*OTHERS)
def test_wrong_offsets_are_noticed(context, version):
    recording = record_as(context, version, ONCE)
    if is_own(version):
        equal(recording.findings(), [], "findings")
        return
    check_unread(recording, "its frames are not where that version should keep them")


@each("4.6.0", "3.3.0", "5.0.0")
def test_versions_that_are_not_known(context, version):
    check_unread(record_as(context, version, ONCE), "does not know where that version keeps its frames")


def test_values_prove_what_frames_do_not(context):
    finding = record_as(context, "4.6.0", EACH).finding()
    equal(finding["confidence"], "confirmed", "confidence")
    equal(finding["calls"], 30, "calls")
    equal(finding["parent"]["links"][0]["column"], "next_id", "column")
    equal(finding["loop"]["function"], "PHP code", "what stands for the program")
    equal(finding["call_site"]["function"], "PHP code", "call site")
    equal([frame for frame in finding["stack"] if frame["in_loop"]], [], "frames in loops")


def test_each_thread_has_frames_of_its_own(context):
    """A PHP with threads, as far as its frames are read: Debian has none. Other threads have no frames of PHP."""
    program = context.compile("apps/php/lifetime/threads.c", flags=["-O1", "-g", "-rdynamic", "-Wall", "-Werror"],
                              libraries=["-lsqlite3", "-lpthread"])
    finding = context.record([program]).expect(0).finding()
    equal(finding["calls"], 60, "calls")
    loop = finding["loop"]
    equal((loop["file"], loop["line"], loop["header_line"], loop["function"], loop["language"]),
          ("/srv/page.php", 12, 11, "show", "php"), "loop")
    equal([frame["function"] for frame in finding["stack"][:2]], ["show", "{main}"], "innermost frames")
