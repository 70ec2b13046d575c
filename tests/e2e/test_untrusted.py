"""What a program gives Loopline is data, whatever it looks like: none of it is shown, none of it does harm."""

import sqlite3

from harness import each, equal

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
