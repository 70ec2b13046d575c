"""Exports a table page by page: each page begins after the last key of the page before."""
# loopline: databases sqlite postgresql
# loopline: dismissed "pagination"

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
    PAGE = "select id, body from events where id > ? order by id limit ?"
else:
    import psycopg2

    connection = psycopg2.connect("")
    PAGE = "select id, body from events where id > %s order by id limit %s"

cursor = connection.cursor()
cursor.execute("create table events (id integer primary key, body text)")
cursor.execute("""
    insert into events with recursive n(i) as (select 1 union all select i + 1 from n where i < 990)
    select i * 3, 'event ' || i from n""")
connection.commit()


def events(size):
    last = 0
    while True:
        cursor.execute(PAGE, (last, size))
        rows = cursor.fetchall()
        if not rows:
            return
        yield from rows
        last = rows[-1][0]


assert sum(1 for _ in events(50)) == 990
