"""A nightly run: each of six jobs does something of its own, and reads a setting on the way; the loop notes each of them."""
# loopline: databases sqlite
# loopline: finding note kind=write-loop n=6 episodes=1 table=notes
# loopline: dismissed "different work in each round"

import sqlite3
import sys

database = sqlite3.connect(sys.argv[2], isolation_level=None)
run = database.execute
run("create table settings (name text primary key, value integer)")
run("insert into settings values ('days', 3), ('pages', 5), ('limit', 10), ('rate', 2), ('size', 7), ('age', 9)")
run("create table notes (job text)")
run("create table visits (id integer primary key, day integer)")


def forget_visits():
    run("delete from visits where day < ?", run("select value from settings where name = ?", ("days",)).fetchone())


def count_pages():
    return run("select value from settings where name = ?", ("pages",)).fetchone()[0] * 2


def limit_visits():
    limit, = run("select value from settings where name = ?", ("limit",)).fetchone()
    run("delete from visits where id > ?", (limit,))


def rate():
    run("update visits set day = day + 1 where id = ?", run("select value from settings where name = ?", ("rate",)).fetchone())


def shrink():
    return run("select value from settings where name = ?", ("size",)).fetchone()[0] - 1


def age():
    return run("select max(day) from visits").fetchone(), run("select value from settings where name = ?", ("age",)).fetchone()


for job in (forget_visits, count_pages, limit_visits, rate, shrink, age):
    job()
    run("insert into notes values (?)", (job.__name__,))  # loop: note
