"""loopline top, in a terminal of 80 by 24."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from harness import SECONDS, equal

AUTHORS = ("apps/authors/authors.c", "apps/authors/database_sqlite.c")
SCRIPT = """import sqlite3, sys
database = sqlite3.connect(":memory:")
database.execute("create table authors(id integer primary key, name text)")
database.executemany("insert into authors values (?, ?)", [(number, "x") for number in range(20)])
for number in range(20):
    database.execute("select name from authors where id = ?", (number,)).fetchone()
print("ready", flush=True)
sys.stdin.read()
"""


class Terminal:
    """A program on a terminal of its own; what it draws is collected as text."""

    def __init__(self, context, *command):
        self.own, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen([str(word) for word in command], stdin=other, stdout=other,
                                        stderr=subprocess.PIPE, env=context.environment({"TERM": "xterm"}))
        os.close(other)
        self.drawn = ""

    def wait_for(self, text):
        end = time.monotonic() + SECONDS
        while text not in self.drawn:
            assert time.monotonic() < end and self.process.poll() is None, (text, self.drawn)
            if select.select([self.own], [], [], 0.2)[0]:
                self.drawn += re.sub(r"\x1b[\[(][0-9;?]*[a-zA-Z]", " ", os.read(self.own, 65536).decode(errors="replace"))

    def press(self, key):
        self.drawn = ""
        os.write(self.own, key.encode())

    def end(self):
        status = self.process.wait(timeout=SECONDS)
        os.close(self.own)
        return status


def recorded(context):
    return context.record([context.compile(*AUTHORS, libraries=["-lsqlite3"])]).directory


def test_loops_of_a_capture(context):
    line = context.line("apps/authors/authors.c", "loop line")
    terminal = Terminal(context, context.loopline, "top", "-d", "0.2", recorded(context))
    terminal.wait_for(f"authors.c:{line}")
    terminal.wait_for("select name from authors")
    terminal.press("n")
    terminal.wait_for("N")
    terminal.press("q")
    equal(terminal.end(), 0, "exit status")


def test_loops_of_a_running_process(context):
    """The program stays until its standard input ends, after its loop has run."""
    directory = context.directory / "live"
    directory.mkdir()
    program = subprocess.Popen(["/usr/bin/python3", "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               env=context.environment(context.shim_environment(directory)))
    program.stdout.readline()
    terminal = Terminal(context, context.loopline, "top", "-d", "0.2", program.pid)
    terminal.wait_for("<string>:6")
    terminal.press("q")
    equal(terminal.end(), 0, "exit status")
    program.communicate(timeout=SECONDS)
    equal(program.returncode, 0, "the program's exit status")


def test_what_cannot_be_shown_is_said(context):
    for arguments, status in (((), 2), ((os.getpid(),), 2), ((recorded(context),), 4)):
        ended = context.run([context.loopline, "top", *arguments]).expect(status)
        assert ended.stderr.startswith("loopline top: ") and not ended.stdout, ended.stderr
