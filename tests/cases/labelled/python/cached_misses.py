"""Currency rates behind functools.lru_cache; no two payments share a day, so the cache never hits."""
# loopline: databases sqlite postgresql
# loopline: finding day-rate kind=n+1 n=45 episodes=1 table=rates parent=payments link=day confidence=confirmed
# loopline: twin

import functools
import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    books = sqlite3.connect(sys.argv[2])
else:
    import psycopg2

    books = psycopg2.connect("")
placeholder = {"sqlite": "?", "postgresql": "%s"}[sys.argv[1]]


def set_up():
    cursor = books.cursor()
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 45)"
    cursor.execute("create table rates (day text primary key, rate real)")
    cursor.execute("create table payments (id integer primary key, day text, amount integer)")
    cursor.execute(f"insert into rates {numbers} select '2026-' || (100 + i), 1.0 + i / 100.0 from n")
    cursor.execute(f"insert into payments {numbers} select i, '2026-' || (100 + i), i * 1000 from n")
    books.commit()


@functools.lru_cache(maxsize=None)
def rate(day):
    cursor = books.cursor()
    cursor.execute(f"select rate from rates where day = {placeholder}", (day,))
    return cursor.fetchone()[0]


def all_rates(cursor):
    cursor.execute("select day, rate from rates")
    return dict(cursor.fetchall())


def in_euro(fixed):
    cursor = books.cursor()
    rates = all_rates(cursor) if fixed else None
    cursor.execute("select id, amount, day from payments order by id")
    total = 0
    for _, amount, day in cursor.fetchall():  # header: day-rate
        if fixed:
            total += amount * rates[day]
        else:
            total += amount * rate(day)  # loop: day-rate
    return total


set_up()
in_euro(sys.argv[-1] == "fixed")
