"""gevent: a pool of greenlets maps a look-up over the rows; each greenlet's stack begins at itself."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding book-author kind=n+1 n=40 table=authors parent=books link=author
# loopline: twin

import sqlite3
import sys

from gevent.pool import Pool

connection = sqlite3.connect(sys.argv[2])


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
    connection.execute("create table authors (id integer primary key, name text)")
    connection.execute("create table books (title text, author integer)")
    connection.execute(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    connection.execute(f"insert into books {numbers} select 'book ' || i, 700 + i * 13 from n")
    connection.commit()


def author(book):
    return connection.execute("select name from authors where id = ?", (book[1],)).fetchone()[0]  # loop: book-author


def shelf():
    return Pool(4).map(author, connection.execute("select title, author from books").fetchall())  # loop: book-author


def shelf_fixed():
    joined = "select a.name from books b join authors a on a.id = b.author"
    return [name for (name,) in connection.execute(joined)]


set_up()
assert len((shelf_fixed if sys.argv[-1] == "fixed" else shelf)()) == 40
