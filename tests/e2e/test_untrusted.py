"""What a program gives Loopline is data, whatever it looks like: none of it is shown, none of it does harm."""

import sqlite3

from harness import equal

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
