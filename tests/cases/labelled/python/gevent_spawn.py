"""gevent: a greenlet is spawned for each row, and all are joined; beside it one greenlet runs a statement of its own."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding book-author kind=n+1 n=40 table=authors parent=books link=author
# loopline: twin

import sqlite3
import sys

import gevent

connection = sqlite3.connect(sys.argv[2])


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
    connection.execute("create table authors (id integer primary key, name text)")
    connection.execute("create table books (title text, author integer)")
    connection.execute(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    connection.execute(f"insert into books {numbers} select 'book ' || i, 700 + i * 13 from n")
    connection.commit()


def author(number):
    gevent.sleep(0)
    return connection.execute("select name from authors where id = ?", (number,)).fetchone()[0]  # loop: book-author


def count():
    return connection.execute("select count(*) from authors").fetchone()[0]


def shelf():
    books = connection.execute("select title, author from books").fetchall()
    jobs = [gevent.spawn(author, number) for _, number in books]  # loop: book-author
    gevent.joinall(jobs)
    return [job.value for job in jobs]


def shelf_fixed():
    joined = "select a.name from books b join authors a on a.id = b.author"
    return [name for (name,) in connection.execute(joined)]


set_up()
counting = gevent.spawn(count)
assert len((shelf_fixed if sys.argv[-1] == "fixed" else shelf)()) == 40
assert counting.get() == 40
