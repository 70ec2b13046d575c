"""Jinja2, out of a text of the program: the programmer's line is the one that renders; and by an event loop."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding letter-customer kind=n+1 n=18 episodes=1 table=customers
# loopline: finding letter-customer parent=letters link=customer_id confidence=confirmed
# loopline: finding letter-stamp kind=n+1 n=18 episodes=1 table=stamps
# loopline: finding letter-stamp parent=letters link=stamp_id confidence=confirmed
# loopline: twin

import asyncio
import sqlite3
import sys

import jinja2
import psycopg2

COUNT = 18
FIXED = sys.argv[-1] == "fixed"

if sys.argv[1] == "sqlite":
    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    connection, mark = psycopg2.connect(""), "%s"

LETTERS = """Letters
{% for letter in letters %}
  {{ letter.customer }}
{% endfor %}
"""
STAMPS = """Stamps

{% for letter in letters %}
  {{ letter.stamp }}
{% endfor %}
"""


def run(statement, *values):
    cursor = connection.cursor()
    cursor.execute(statement, values)
    return cursor


class Letter:
    def __init__(self, customer_id, stamp_id, customer, stamp):
        self.customer_id, self.stamp_id = customer_id, stamp_id
        if FIXED:
            self.known = {"customers": customer, "stamps": stamp}

    def of(self, table, key):
        return self.known[table] if FIXED else run(f"select name from {table} where id = {mark}", key).fetchone()[0]

    customer = property(lambda self: self.of("customers", self.customer_id))
    stamp = property(lambda self: self.of("stamps", self.stamp_id))


def set_up():
    numbers = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {COUNT})"
    for table, first in (("customers", 700), ("stamps", 90000)):
        run(f"create table {table} (id integer primary key, name text)")
        run(f"insert into {table} {numbers} select {first} - i * 7, '{table} ' || i from n")
    run("create table letters (id integer primary key, customer_id integer, stamp_id integer)")
    run(f"insert into letters {numbers} select i, 700 - i * 7, 90000 - i * 7 from n")
    connection.commit()


def letters():
    if FIXED:
        rows = run("select customer_id, stamp_id, customers.name, stamps.name from letters "
                   "join customers on customers.id = customer_id join stamps on stamps.id = stamp_id").fetchall()
    else:
        rows = [(*row, None, None) for row in run("select customer_id, stamp_id from letters order by id").fetchall()]
    return [Letter(*row) for row in rows]


def print_letters():
    found = letters()
    template = jinja2.Environment().from_string(LETTERS)
    return template.render(letters=found)  # loop: letter-customer


async def print_stamps():
    found = letters()
    template = jinja2.Environment(enable_async=True).from_string(STAMPS)
    return await template.render_async(letters=found)  # loop: letter-stamp


set_up()
assert print_letters().count("customers") == COUNT
assert asyncio.run(print_stamps()).count("stamps") == COUNT
