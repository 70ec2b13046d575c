"""A statement's rows lie in a queue before the threads start that look each of them up."""
# loopline: databases sqlite
# loopline: finding book-author kind=n+1 n=200 table=authors parent=books link=author confidence=confirmed
# loopline: twin

import queue
import sqlite3
import sys
import threading


def connect():
    return sqlite3.connect(sys.argv[2], isolation_level=None)


def look_up(authors, names):
    connection = connect()
    while (author := authors.get()) is not None:
        names.append(connection.execute("select name from authors where id = ?", (author,)).fetchone()[0])  # loop: book-author


def shelf(connection):
    authors, names = queue.Queue(), []
    for author, in connection.execute("select author from books").fetchall():
        authors.put(author)
    threads = [threading.Thread(target=look_up, args=(authors, names)) for _ in range(3)]
    for thread in threads:
        authors.put(None)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return names


def shelf_fixed(connection):
    joined = "select a.name from books b join authors a on a.id = b.author"
    return [name for name, in connection.execute(joined)]


numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 200)"
setup = connect()
setup.execute("create table authors (id integer primary key, name text)")
setup.execute("create table books (author integer)")
setup.execute(f"insert into authors {numbers} select 9000 + i * 13, 'author ' || i from n")
setup.execute(f"insert into books {numbers} select 9000 + i * 13 from n")
assert len((shelf_fixed if sys.argv[-1] == "fixed" else shelf)(setup)) == 200
