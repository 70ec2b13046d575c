"""A table is read whole for a summary, and later once more page by page, in pages of three: each begins after the
last key of the page before, though the first reading had all of these keys as well."""
# loopline: databases sqlite postgresql
# loopline: dismissed "pagination"

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()


def query(statement, *parameters):
    cursor.execute(statement.replace("?", mark), parameters)
    return cursor.fetchall()


def set_up():
    cursor.execute("create table readings (id integer primary key, celsius integer)")
    cursor.execute("""
        insert into readings with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
        select i, 15 + i % 9 from n""")
    connection.commit()


def pages(size):
    last = 0
    while page := query("select id, celsius from readings where id > ? order by id limit ?", last, size):
        yield page
        last = page[-1][0]


set_up()
readings = query("select id, celsius from readings order by id")
warmest = max(celsius for _, celsius in readings)
above = sum(1 for page in pages(3) for _, celsius in page if celsius == warmest)
assert len(readings) == 60 and above == 6
