"""A shell in the manner of cmd.Cmd: a query for every command that comes through a pipe."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import cmd
import os
import sys

mark = "?" if sys.argv[1] == "sqlite" else "%s"


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


class Shell(cmd.Cmd):
    prompt = ""
    use_rawinput = False

    def __init__(self, stdin, stdout):
        super().__init__(stdin=stdin, stdout=stdout)
        self.cursor = connect().cursor()

    def do_price(self, line):
        self.cursor.execute(f"select cents from articles where id = {mark}", (int(line),))
        self.stdout.write(f"{self.cursor.fetchone()[0]}\n")
        self.stdout.flush()

    def do_quit(self, _):
        return True


def type_commands(keyboard, screen):
    for number in range(1, 61):
        keyboard.write(f"price {number}\n")
        keyboard.flush()
        assert screen.readline() == f"{number * 25}\n"
    keyboard.write("quit\n")
    keyboard.flush()


connection = connect()
cursor = connection.cursor()
cursor.execute("create table articles (id integer primary key, cents integer)")
cursor.execute("""
    insert into articles with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
    select i, i * 25 from n""")
connection.commit()
connection.close()

(shell_in, keyboard), (screen, shell_out) = os.pipe(), os.pipe()
person = os.fork()
if person == 0:
    os.close(shell_in)
    os.close(shell_out)
    type_commands(os.fdopen(keyboard, "w"), os.fdopen(screen))
    os._exit(0)
os.close(keyboard)
os.close(screen)
Shell(os.fdopen(shell_in), os.fdopen(shell_out, "w")).cmdloop()
assert os.waitpid(person, 0)[1] == 0
