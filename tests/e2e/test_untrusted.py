"""What a program gives Loopline is data, whatever it looks like: none of it is shown, none of it does harm."""

import os
import sqlite3
import struct
import subprocess

from cases import NOBODY
from harness import each, equal, skip

NAMES = ("alice", "bobby", "carla", "doris", "emilio", "frances", "gerda", "hugo")


def bytes_of(recording):
    """All that a recording leaves: its captures and its report in every format."""
    left = [path.read_bytes() for path in recording.captures]
    formats = ("text", "markdown", "html", "json", "sarif")
    return b"\n".join(left + [recording.render(name).encode() for name in formats])


def check_nothing_of(recording, secrets):
    left = bytes_of(recording)
    for secret in secrets:
        assert secret.encode() not in left, f"'{secret}' was left: {left[left.index(secret.encode()) - 60:][:160]}"


# ---- values in statements -------------------------------------------------------------------------------------------


def test_double_quoted_strings_of_sqlite(context):
    """They are values: one statement whatever they hold, and none of them is written down."""
    database = context.directory / "db.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("create table users (id integer, name text)")
        connection.executemany("insert into users values (?, ?)", enumerate(NAMES))
    program = context.directory / "look_up.py"
    program.write_text(
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "for (name,) in connection.execute('select name from users').fetchall():\n"
        "    connection.execute(f'select id from users where name = \"{name}\"').fetchall()\n"
        "    connection.execute(f'select id from users where name in (\"{name}\", \"x{name}\")').fetchall()\n")
    recording = context.record(["python3", program, database]).expect(0)
    statements = sorted(finding["statement"] for finding in recording.findings())
    equal(statements, ["select id from users where name = ?", "select id from users where name in (?)"], "statements")
    check_nothing_of(recording, NAMES)


@each("SJIS", "BIG5", "GBK", "GB18030", "UHC")
def test_encodings_whose_characters_hold_a_backslash(context, encoding):
    """0x95 0x5c is a character there, and its second byte escapes no quote: what follows is no name."""
    context.postgresql()
    character = {"BIG5": b"\xa5\x5c", "UHC": b"\x95\x61"}.get(encoding, b"\x95\x5c")  # UHC has none
    script = context.directory / "script.sql"
    script.write_bytes(b"select E'" + character + b"', 'hunter2' || E'swordfish';\n"
                       b"select $" + character + b"$ ' hunter2 $" + character + b"$, 'swordfish';\n")
    recording = context.record(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-f", script],
                               env={"PGCLIENTENCODING": encoding}).expect(0)
    equal(len(recording.captures), 1, "captures")
    assert {"select ?, ? || ?", "select ?, ?"} <= {site["statement"] for site in recording.report["sites"]}, recording.report
    check_nothing_of(recording, ("hunter2", "swordfish"))


# ---- values in arguments --------------------------------------------------------------------------------------------

SECRETS = ("hunter2", "swordfish", "tiger", "xyzzy")


def record_with_arguments(context, env=None):
    program = context.directory / "look_up.py"
    program.write_text("import sqlite3\nsqlite3.connect(':memory:').execute('select 1').fetchall()\n")
    arguments = ("runserver", "--password=hunter2", "-pswordfish", "--tiger", "-m", "xyzzy", "-p", "users", "--port=hunter2",
                 "postgresql://bob:tiger@host/db", "-v", "-s", "swordfish")
    return context.record(["python3", program, *arguments], env=env).expect(0), program


def test_arguments_show_no_secret(context):
    recording, program = record_with_arguments(context)
    equal(recording.report["processes"][0]["argv"][1:],
          [str(program), "runserver", "--?=?", "?", "--?", "-m", "?", "-p", "?", "--port=?", "?", "-v", "-s", "?"],
          "arguments")
    check_nothing_of(recording, SECRETS)


def test_arguments_are_shown_when_asked_for(context):
    recording, program = record_with_arguments(context, env={"LOOPLINE_ARGV": "1"})
    equal(recording.report["processes"][0]["argv"][2:5], ["runserver", "--password=hunter2", "-pswordfish"], "arguments")


# ---- captures of others ---------------------------------------------------------------------------------------------

CHUNK = 16384
MEBIBYTE = 1 << 20


def report_costs(context, capture):
    """Runs the report; its exit status, the most memory it took in MiB, and its processor seconds."""
    child = subprocess.Popen([context.loopline, "report", "--format", "json", capture], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def stretched(context, records, span, name):
    """A sound capture, then chunks whose one record reaches over a hole; 1.5 GiB long, and next to nothing on disk."""
    source = context.directory / "look_up.py"
    source.write_text("import sqlite3\nfor _ in range(9):\n"
                      "    sqlite3.connect(':memory:').execute('select 1 where 2').fetchall()\n")
    sound = context.record(["python3", source]).expect(0).captures[0].read_bytes()
    sound += bytes(-len(sound) % CHUNK)
    path = context.directory / name
    with path.open("wb") as file:
        file.write(sound)
        for i in range(10):
            start = len(sound) + i * span * CHUNK
            bytes_used = span * CHUNK
            file.seek(start)
            file.write(struct.pack("<IIIIQ", 0x4B4E4843, span, records == "sequence", 0, bytes_used))
            room = (bytes_used - 24) & ~7 & 0xFFFFFFFF
            kind = {"module": 1, "statement": 3, "stack": 4, "histogram": 7, "code": 10, "sequence": 12}[records]
            file.write(struct.pack("<IIIIII", kind, room, 9000 + i, (room - 32) // 16, 1, room - 64))
            file.write(b"\xff" * 8)
        file.truncate(3 << 29)
    assert path.stat().st_blocks * 512 < 4 * MEBIBYTE, "the file system keeps no holes"
    return path


@each(("module", 9000), ("statement", 60), ("stack", 9000), ("stack", 60), ("sequence", 60))
def test_capture_with_holes(context, case):
    """What is not on the disk takes neither memory nor time."""
    status, mebibytes, seconds = report_costs(context, stretched(context, *case, "holes.capture"))
    equal(status, 0, "status")
    assert mebibytes < 200, f"{mebibytes:.0f} MiB"
    assert seconds < 5, f"{seconds:.1f} s"


def renamed_source(context, name, content):
    """A capture that names another file, of a name as long, as its program's source; and that file."""
    folder = context.directory / "shown"
    folder.mkdir()
    source = folder / "look_up.py"
    source.write_text("import sqlite3\nfor _ in range(9):\n"
                      "    sqlite3.connect(':memory:').execute('select 1 where 2').fetchall()\n")
    recording = context.record(["python3", source]).expect(0)
    capture = recording.captures[0]
    capture.write_bytes(capture.read_bytes().replace(b"/look_up.py", b"/" + name.encode()))
    (folder / name).write_text(content)
    return recording, folder / name


SECRET_LINES = "password: hunter2\n" * 4


def test_capture_that_names_a_secret_as_its_source(context):
    recording, secret = renamed_source(context, "secret.key", SECRET_LINES)
    assert secret.name in recording.render("text"), "the capture names the file"
    check_nothing_of(recording, ["hunter2"])
    assert "hunter2" in recording.render("text", "--source-root", secret.parent), "the user said that it is source"


def test_capture_that_names_a_secret_by_a_link(context):
    recording, link = renamed_source(context, "link_up.py", "")
    secret = link.with_name("secret.key")
    secret.write_text(SECRET_LINES)
    link.unlink()
    link.symlink_to(secret)
    assert link.name in recording.render("text"), "the capture names the link"
    check_nothing_of(recording, ["hunter2"])


@each("file", "folder")
def test_capture_of_another_user(context, private):
    """Root makes a report on it: private files of others are no source, whatever they are called."""
    if os.geteuid() != 0:
        skip("only root can give a capture to another user")
    recording, source = renamed_source(context, "private.py", SECRET_LINES)
    context.directory.chmod(0o755)
    assert "hunter2" in recording.render("text"), "the source of root's own program"
    os.chown(recording.captures[0], NOBODY, NOBODY)
    assert "hunter2" in recording.render("text"), "what everybody can read"
    (source if private == "file" else source.parent).chmod(0o600 if private == "file" else 0o700)
    check_nothing_of(recording, ["hunter2"])
    os.chown(source, NOBODY, NOBODY)
    os.chown(source.parent, NOBODY, NOBODY)
    assert "hunter2" in recording.render("text"), "its own private file"
