"""Keyset pages of fifty threads, and for every page one statement with IN (…) for the replies of all of them."""
# loopline: databases sqlite postgresql
# loopline: dismissed "pagination"
# loopline: dismissed "batch"

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
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 1399)"
    cursor.execute("create table threads (id integer primary key, title text)")
    cursor.execute("create table replies (id integer primary key, thread integer)")
    cursor.execute(f"insert into threads {numbers} select 100 + i * 3, 'thread ' || i from n where i < 700")
    cursor.execute(f"insert into replies {numbers} select i, 100 + i / 2 * 3 from n")
    connection.commit()


def pages(size):
    last = 0
    while threads := query("select id, title from threads where id > ? order by id limit ?", last, size):
        last = threads[-1][0]
        marks = ", ".join("?" * len(threads))
        replies = {}
        for reply, thread in query(f"select id, thread from replies where thread in ({marks})", *dict(threads)):
            replies.setdefault(thread, []).append(reply)
        yield [(title, len(replies[key])) for key, title in threads]


set_up()
export = [line for page in pages(50) for line in page]
assert len(export) == 700 and {count for _, count in export} == {2}
