"""eventlet: a pool of green threads looks up one row each; imap() spawns them for the rows of a list."""
# loopline: databases sqlite
# loopline: needs asynchronous
# loopline: finding book-author kind=n+1 n=40 table=authors parent=books link=author
# loopline: twin

import sqlite3
import sys

import eventlet

connection = sqlite3.connect(sys.argv[2])


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
    connection.execute("create table authors (id integer primary key, name text)")
    connection.execute("create table books (title text, author integer)")
    connection.execute(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    connection.execute(f"insert into books {numbers} select 'book ' || i, 700 + i * 13 from n")
    connection.commit()


def author(book):
    eventlet.sleep(0)
    return connection.execute("select name from authors where id = ?", (book[1],)).fetchone()[0]  # loop: book-author


def shelf():
    books = connection.execute("select title, author from books").fetchall()
    return list(eventlet.GreenPool(4).imap(author, books))  # loop: book-author


def shelf_fixed():
    joined = "select a.name from books b join authors a on a.id = b.author"
    return [name for (name,) in connection.execute(joined)]


set_up()
assert len((shelf_fixed if sys.argv[-1] == "fixed" else shelf)()) == 40
