"""A pool of threads looks up one row each: multiprocessing.pool.ThreadPool.map over the rows of a list."""
# loopline: databases sqlite postgresql
# loopline: finding book-author kind=n+1 n=40 table=authors parent=books link=author
# loopline: twin

import sys
import threading
from multiprocessing.pool import ThreadPool

local = threading.local()


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


def query(statement, *parameters):
    if not hasattr(local, "connection"):
        local.connection = connect()
    cursor = local.connection.cursor()
    cursor.execute(statement.replace("?", "?" if sys.argv[1] == "sqlite" else "%s"), parameters)
    rows = cursor.fetchall() if cursor.description else []
    local.connection.commit()
    return rows


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
    query("create table authors (id integer primary key, name text)")
    query("create table books (title text, author integer)")
    query(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    query(f"insert into books {numbers} select 'book ' || i, 700 + i * 13 from n")


def author_name(book):
    title, author = book
    return title, query("select name from authors where id = ?", author)[0][0]  # loop: book-author


def shelf(pool):
    books = query("select title, author from books")
    return pool.map(author_name, books)  # loop: book-author


def shelf_fixed(pool):
    return pool.apply(query, ["select b.title, a.name from books b join authors a on a.id = b.author"])


set_up()
with ThreadPool(4) as pool:
    assert len((shelf_fixed if sys.argv[-1] == "fixed" else shelf)(pool)) == 40
