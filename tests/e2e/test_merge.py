"""loopline merge: captures of many processes in one file that is read anywhere."""

import json
import os
import shutil

from harness import SECONDS, TESTS, equal, smoke

AUTHORS = ("authors.c", "database_sqlite.c", "database.h")
PYTHON = """\
import sqlite3

database = sqlite3.connect(":memory:")
database.execute("create table authors (id integer primary key, name text)")
database.execute("create table posts (id integer primary key, author_id integer)")
database.executemany("insert into authors values (?, ?)", [(3 * n + 70000, str(n)) for n in range(40)])
database.executemany("insert into posts values (?, ?)", [(n, 3 * n + 70000) for n in range(40)])
for (author,) in database.execute("select author_id from posts order by id").fetchall():
    database.execute("select name from authors where id = ?", (author,)).fetchone()
"""


def machine(context, name):
    """A folder with a program in C and one in Python, recorded; what a machine holds that will be gone."""
    folder = context.directory / name
    folder.mkdir()
    for source in AUTHORS:
        shutil.copy(TESTS / "apps/authors" / source, folder)
    sources = [folder / source for source in AUTHORS if source.endswith(".c")]
    context.run(["gcc", "-O2", "-g", "-o", folder / "authors", *sources, "-lsqlite3"], timeout=SECONDS).expect(0)
    (folder / "loops.py").write_text(PYTHON)
    captures = folder / "captures"
    captures.mkdir()
    for command in ([folder / "authors"], ["/usr/bin/python3", folder / "loops.py"]):
        recording = context.record(command)
        shutil.copytree(recording.directory, captures, dirs_exist_ok=True)
    return folder


def merge(context, output, *inputs):
    return context.run([context.loopline, "merge", "--output", output, *inputs]).expect(0)


def report(context, *captures, options=()):
    rendered = context.run([context.loopline, "report", "--format", "json", *options, *captures]).expect(0)
    return json.loads(rendered.stdout)


def html_of(context, *captures):
    return context.run([context.loopline, "report", "--format", "html", *captures]).expect(0).stdout


@smoke
def test_a_merged_file_says_the_same_where_nothing_else_is(context):
    folder = machine(context, "machine")
    merged = context.directory / "merged.loopline"
    before, page = report(context, folder / "captures"), html_of(context, folder / "captures")
    equal(len(before["loops"]), 2, "loops")
    assert all(loop["where"]["line"] for loop in before["loops"]), before["loops"]
    ended = merge(context, merged, folder / "captures")
    assert "2 processes" in ended.stderr, ended.stderr
    shutil.rmtree(folder)
    equal(report(context, merged), before, "report of the merged file")
    equal(html_of(context, merged), page, "page of the merged file, with its source lines")


def test_merged_files_of_machines_are_merged(context):
    folders = [machine(context, name) for name in ("one", "other")]
    files = [context.directory / f"{folder.name}.loopline" for folder in folders]
    for folder, file in zip(folders, files):
        merge(context, file, folder / "captures")
    together = report(context, *(folder / "captures" for folder in folders))
    equal(len(together["processes"]), 4, "processes")
    for folder in folders:
        shutil.rmtree(folder)
    both = context.directory / "both.loopline"
    merge(context, both, *files)
    equal(report(context, both), together, "report of both machines")
    equal(report(context, *files), together, "report of the two files")


MANY_VERDICTS = """\
import sqlite3
import psycopg2

numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
database = sqlite3.connect(":memory:")
database.execute("create table posts (id integer primary key, author integer)")
database.execute(f"insert into posts {numbers} select i, 41 - i from n")
last = 0
while page := database.execute("select id from posts where id > ? order by id limit 4", (last,)).fetchall():
    last = page[-1][0]
for (author,) in database.execute("select author from posts").fetchall():
    database.execute("select id from posts where author = ?", (author,)).fetchall()
for post in (1, 2, 3):
    database.execute("select author from posts where id = ?", (post,)).fetchone()
def once(post):
    return database.execute("select author, id from posts where id = ?", (post,)).fetchone()
once(1); once(2); once(3); once(4)
server = psycopg2.connect("").cursor()
server.execute("create temporary table tags (id integer)")
server.executemany("insert into tags values (%s)", [(n,) for n in range(30)])
"""


def verdicts(report_of):
    """Of each statement at its line; a statement that is repeated is dismissed for a reason that is its own."""
    kinds = {finding["id"]: finding["kind"] for finding in report_of["findings"]}
    return sorted((site["statement"], site["site"]["line"],
                   kinds.get(site["verdict"].get("finding")) or site["verdict"]["reason"]) for site in report_of["sites"])


def test_captures_are_judged_together_as_alone(context):
    context.postgresql()
    script = context.directory / "verdicts.py"
    script.write_text(MANY_VERDICTS)
    captures = [capture for _ in range(3) for capture in context.record(["/usr/bin/python3", script]).captures]
    equal(len(captures), 3, "captures")
    alone = verdicts(report(context, captures[0]))
    equal({reason for *_, reason in alone},
          {"schema", "below threshold", "pagination", "n+1", "executemany", "transaction control"}, "verdicts")
    equal(verdicts(report(context, *captures)), alone, "verdicts together")


def test_a_loop_says_in_how_many_processes_it_ran(context):
    """Of a program that three of five processes ran, and of one that two did."""
    folder = machine(context, "machine")
    for command, more in (([folder / "authors"], 2), (["/usr/bin/python3", folder / "loops.py"], 1)):
        for _ in range(more):
            shutil.copytree(context.record(command).directory, folder / "captures", dirs_exist_ok=True)
    merged = context.directory / "merged.loopline"
    merge(context, merged, folder / "captures")
    loops = report(context, merged)["loops"]
    equal(sorted((loop["where"]["file"].rsplit("/", 1)[1], loop["processes"]) for loop in loops),
          [("authors.c", 3), ("loops.py", 2)], "processes")
    text = context.run([context.loopline, "report", merged]).expect(0).stdout
    assert "statements in 3 of 5 processes" in text and "80 statements in 2 of 5 processes" in text, text
    one = context.run([context.loopline, "report", *context.record([folder / "authors"]).captures]).expect(0).stdout
    assert " of 1 process" not in one, one


def test_a_process_that_is_there_twice_counts_once(context):
    folder = machine(context, "machine")
    before = report(context, folder / "captures")
    merge(context, folder / "captures/merged.loopline", folder / "captures")
    equal(report(context, folder / "captures"), before, "report of the folder with its merged file")
    merge(context, folder / "captures/merged.loopline", folder / "captures")
    equal(report(context, folder / "captures/merged.loopline"), before, "merged again into the same file")


def test_every_command_reads_merged_files(context):
    folder = machine(context, "machine")
    merged = context.directory / "merged.loopline"
    merge(context, merged, folder / "captures")
    shutil.rmtree(folder)
    context.run([context.loopline, "check", merged]).expect(1)
    same = context.run([context.loopline, "diff", merged, merged]).expect(0)
    assert "2 the same" in same.stdout, same.stdout
    exported = context.run([context.loopline, "export", merged]).expect(0)
    equal(len(exported.stdout.splitlines()), 2, "exported loops")


def test_only_lines_of_loops_leave_the_machine(context):
    folder = machine(context, "machine")
    with open(folder / "loops.py", "a", encoding="utf-8") as file:
        file.write("#\n" * 20 + "# the end of the file, which no loop is near\n")
    merged = context.directory / "merged.loopline"
    merge(context, merged, folder / "captures")
    page = html_of(context, merged)
    assert "for (author,) in database" in page and "no loop is near" not in page, page
    unpacked = context.run(["python3", "-c", UNPACK, merged]).expect(0).stdout
    assert "for (author,) in database" in unpacked and "no loop is near" not in unpacked, unpacked


UNPACK = """
import struct, sys, zlib
data = open(sys.argv[1], "rb").read()
at = 16
while at < len(data):
    kind, _, stored, _ = struct.unpack_from("IIQQ", data, at)
    sys.stdout.buffer.write(zlib.decompress(data[at + 24:at + 24 + stored]))
    at += 24 + stored
"""


def test_a_damaged_file_is_reported_and_never_a_crash(context):
    folder = machine(context, "machine")
    merged, damaged = context.directory / "merged.loopline", context.directory / "damaged.loopline"
    merge(context, merged, folder / "captures")
    whole = merged.read_bytes()
    for length in range(0, len(whole), max(1, len(whole) // 60)):
        damaged.write_bytes(whole[:length])
        ended = context.run([context.loopline, "report", damaged])
        assert ended.status in (0, 2, 3, 4) and f"{damaged}: " in ended.stderr, (length, ended)
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5a]) + whole[place + 1:])
        ended = context.run([context.loopline, "report", damaged])
        assert ended.status in (0, 2, 3, 4), (place, ended)


def test_nothing_to_merge_leaves_the_old_file(context):
    merged = context.directory / "merged.loopline"
    merged.write_text("old")
    (context.directory / "empty").mkdir()
    ended = context.run([context.loopline, "merge", "-o", merged, context.directory / "empty"])
    assert ended.status not in (0, 1) and "no *.capture or *.loopline file" in ended.stderr, ended
    equal(merged.read_text(), "old", "the file that was there")
    equal(sorted(os.listdir(context.directory)), ["empty", "merged.loopline"], "files")
    context.run([context.loopline, "merge", "-o", merged]).expect(2)
    context.run([context.loopline, "merge", context.directory]).expect(2)
