"""Jinja2: two loops of one page over the same rows; one includes a page for each row, the other calls a macro."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding machine-room kind=n+1 n=15 episodes=1 table=rooms
# loopline: finding machine-room parent=machines link=room_id confidence=confirmed
# loopline: finding machine-faults kind=n+1 n=15 episodes=1 table=faults
# loopline: finding machine-faults parent=machines link=id confidence=confirmed
# loopline: twin

import pathlib
import sqlite3
import sys

import jinja2
import psycopg2

COUNT = 15
FIXED = sys.argv[-1] == "fixed"

if sys.argv[1] == "sqlite":
    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    connection, mark = psycopg2.connect(""), "%s"


def run(statement, *values):
    cursor = connection.cursor()
    cursor.execute(statement, values)
    return cursor


class Machine:
    def __init__(self, identifier, name, room_id):
        self.identifier, self.name, self.room_id = identifier, name, room_id

    @property
    def room(self):
        return ROOMS[self.room_id] if FIXED else run(f"select name from rooms where id = {mark}",
                                                     self.room_id).fetchone()[0]

    def faults(self):
        if FIXED:
            return FAULTS.get(self.identifier, 0)
        return run(f"select count(*) from faults where machine_id = {mark}", self.identifier).fetchone()[0]


def set_up():
    numbers = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {COUNT})"
    run("create table rooms (id integer primary key, name text)")
    run("create table machines (id integer primary key, name text, room_id integer)")
    run("create table faults (id integer primary key, machine_id integer)")
    run(f"insert into rooms {numbers} select 500 - i * 3, 'room ' || i from n")
    run(f"insert into machines {numbers} select i * 17, 'machine ' || i, 500 - i * 3 from n")
    run(f"insert into faults {numbers} select i, i * 17 from n")
    connection.commit()


def report():
    machines = [Machine(*row) for row in run("select id, name, room_id from machines order by name").fetchall()]
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(pathlib.Path(__file__).parent))
    return environment.get_template("report.jinja").render(machines=machines)


set_up()
ROOMS = dict(run("select id, name from rooms").fetchall()) if FIXED else {}
FAULTS = dict(run("select machine_id, count(*) from faults group by machine_id").fetchall()) if FIXED else {}
assert report().count("faults") == COUNT
