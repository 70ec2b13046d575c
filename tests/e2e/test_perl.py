"""Perl: the line of the program, for every way to write a loop, under frameworks, threads and servers."""

import pathlib
import re
import socket
import struct
import subprocess
import time
import urllib.request

from harness import TESTS, each, equal, skip
from repeating_lines import check_repeating_lines

APPS = TESTS / "apps/perl"
STATEMENT = "select name from item where id = ?"


def need(context, *modules):
    for module in modules:
        if context.run(["perl", f"-M{module}", "-e", "1"]).status != 0:
            skip(f"no Perl with {module}")


def record(context, file, *arguments, modules=("DBI", "DBD::SQLite"), **options):
    need(context, *modules)
    recording = context.record(["perl", APPS / file, *arguments], **options)
    return recording.expect(0)


@each("loops.pl", "callbacks.pl")
def test_every_way_to_loop(context, file):
    recording = record(context, file, env={"LOOPLINE_BUDGET": "off"})
    equal(recording.stdout, "done\n" if file == "callbacks.pl" else "", "output")
    source = (APPS / file).read_text(encoding="utf-8").splitlines()
    marks = {}
    for number, text in enumerate(source, 1):
        match = re.search(r"# loop line of (\w+)$", text)
        if match:
            marks[match.group(1)] = number
    found = {}
    for finding in recording.findings():
        case = re.search(r"select name as (\w+)", finding["statement"]).group(1)
        loop = finding["loop"]
        equal(loop["file"], str(APPS / file), f"file of {case}")
        equal(loop["language"], "perl", f"language of {case}")
        found[case] = loop["line"]
        if not re.match("sort_|overloaded_sort", case):
            assert finding["calls"] in (27, 29, 30), (case, finding["calls"])
    equal(found, marks, "loop lines by case")


def test_headers_and_functions(context):
    by_case = {re.search(r"as (\w+)", finding["statement"]).group(1): finding
               for finding in record(context, "loops.pl").findings()}
    for case, above in {"foreach_list": 1, "while_loop": 2, "until_loop": 1, "map_block": 0}.items():
        loop = by_case[case]["loop"]
        equal(loop["header_line"], loop["line"] - above, f"header of {case}")
    equal(by_case["foreach_list"]["loop"]["function"], "main program", "function of the loop")
    equal(by_case["foreach_list"]["call_site"]["function"], "main::look_up", "function of the call site")
    equal(by_case["iterator"]["call_site"]["function"], "main::look_up", "call site of a method")
    equal(by_case["foreach_list"]["confidence"], "confirmed", "confidence")


def test_what_is_no_loop(context):
    recording = record(context, "straight.pl")
    equal(recording.stdout, "done\n", "output")
    equal(recording.findings(), [], "findings")
    equal([dismissed for dismissed in recording.report["dismissed"] if "interpreter" in dismissed["reason"]], [], "unread")


# ---- Layouts that are not this interpreter's ----


def table_of_layouts(library):
    """Where in the shim the layout of Perl 5.36 stands."""
    wanted = struct.pack("<B x HHHHHH", 36, 208, 224, 44, 104, 72, 1)
    places = [match.start() for match in re.finditer(re.escape(wanted), library)]
    equal(len(places), 1, "tables of layouts")
    return places[0]


@each((248, 224, 44, 104, 72), (208, 16, 44, 104, 72), (208, 232, 44, 104, 72), (208, 224, 44, 96, 72), (208, 224, 44, 104, 80),
      (8, 224, 44, 104, 72), (24, 208, 40, 64, 16))
def test_wrong_offsets_are_noticed(context, offsets):
    library = bytearray(context.shim.read_bytes())
    at = table_of_layouts(library)
    library[at + 2:at + 12] = struct.pack("<HHHHH", *offsets)
    wrong = context.directory / "libwrong.so"
    wrong.write_bytes(library)
    recording = record(context, "straight.pl", env={"LD_PRELOAD": str(wrong)})
    equal(recording.stdout, "done\n", "output")
    equal(recording.findings(), [], "findings")
    text = " ".join(recording.render("text").split())
    assert "Perl 5." in text and "frames" in text, text


# ---- A server ----


def wait_for(port):
    for _ in range(1000):  # a busy machine takes its time
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def ask(port, paths):
    for path in paths:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            answer.read()


def serve(context, paths):
    """Runs the blog's daemon, asks it, ends it, and returns its report."""
    need(context, "Mojolicious", "DBD::SQLite")
    import harness

    directory = context.directory / "served"
    directory.mkdir()
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    environment = context.environment({
        **context.shim_environment(directory), "BLOG_DATABASE": str(context.directory / "blog.db"), "MOJO_LOG_LEVEL": "fatal"})
    command = ["perl", str(APPS / "blog.pl"), "daemon", "-l", f"http://127.0.0.1:{port}"]
    with subprocess.Popen(command, env=environment, cwd=context.directory, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            ask(port, paths)
        finally:
            server.terminate()
            server.wait(20)
    return harness.Recording([], 0, "", "", directory=pathlib.Path(directory), context=context)


def test_requests_of_one_statement_are_none(context):
    recording = serve(context, [f"/post/{number % 20 + 1}" for number in range(1000)])
    equal(recording.findings(), [], "findings")
    assert recording.statements() >= 1000, recording.statements()


def test_loop_of_a_request(context):
    recording = serve(context, ["/post/1", "/posts", "/post/2", "/posts", "/post/3"])
    finding = recording.finding()
    equal(finding["loop"]["line"], context.line("apps/perl/blog.pl", "loop line"), "loop line")
    equal((finding["n"]["median"], finding["episodes"]), (20, 2), "n and episodes")
    equal(finding["confidence"], "confirmed", "confidence")
    entry = [loop for loop in recording.report["loops"] if loop["id"] == finding["loop_id"]][0]["entry"]
    equal((entry["kind"], entry["name"], pathlib.Path(entry["file"]).name), ("request", "get /posts", "blog.pl"), "entry")


def test_template_of_a_request(context):
    finding = serve(context, ["/page", "/post/1", "/page"]).finding()
    equal(finding["loop"]["line"], 3, "line in the template")
    assert "page.html.ep" in finding["loop"]["file"], finding["loop"]
    equal(finding["loop"]["header_line"], 2, "header in the template")


# ---- DBIx::Class ----


def test_advice_of_dbix_class(context):
    need(context, "DBIx::Class", "DBD::SQLite")
    program = TESTS / "cases/labelled/perl/dbix_class.pl"
    recording = context.record(["perl", program, "sqlite", "data.db"])
    recording.expect(0)
    advice = sorted(finding["fix"]["summary"] for finding in recording.findings())
    equal([text for text in advice if "prefetch => 'artist'" in text or "prefetch => 'tracks'" in text], advice, "advice")
    equal(len(advice), 2, "findings")


@each("sqlite", "postgresql")
def test_relationships_of_dbix_class(context, driver):
    env = None if driver == "sqlite" else context.postgresql()
    modules = ["DBIx::Class", "DBD::SQLite" if driver == "sqlite" else "DBD::Pg"]
    recording = record(context, "relations.pl", driver, modules=modules, env=env)
    check_repeating_lines(recording, APPS / "relations.pl", "#")
