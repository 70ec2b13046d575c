"""asyncio.gather over asyncio.to_thread: a look-up for each row, all at once, on the loop's threads."""
# loopline: databases sqlite
# loopline: finding book-author kind=n+1 n=60 table=authors parent=books link=author
# loopline: twin

import asyncio
import sqlite3
import sys
import threading

local = threading.local()


def query(statement, *parameters):
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(sys.argv[2], isolation_level=None)
    return local.connection.execute(statement, parameters).fetchall()


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)"
    query("create table authors (id integer primary key, name text)")
    query("create table books (title text, author integer)")
    query(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    query(f"insert into books {numbers} select 'book ' || i, 700 + i * 13 from n")


def author_name(author):
    return query("select name from authors where id = ?", author)[0][0]  # loop: book-author


async def shelf():
    books = await asyncio.to_thread(query, "select title, author from books")
    return await asyncio.gather(*[asyncio.to_thread(author_name, author) for _, author in books])  # loop: book-author


async def shelf_fixed():
    return await asyncio.to_thread(query, "select a.name from books b join authors a on a.id = b.author")


set_up()
assert len(asyncio.run((shelf_fixed if sys.argv[-1] == "fixed" else shelf)())) == 60
