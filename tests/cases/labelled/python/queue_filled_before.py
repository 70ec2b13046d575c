"""Jobs of one statement lie in a queue before the threads start that take them, so that none ever waits; one is a loop."""
# loopline: databases sqlite
# loopline: finding job-lines kind=n+1 n=12 episodes=60 table=lines

import queue
import sqlite3
import sys
import threading

jobs = queue.Queue()
invoices = queue.Queue()


def connect():
    return sqlite3.connect(sys.argv[2], isolation_level=None)


def take_until_none():
    connection = connect()
    while (job := jobs.get()) is not None:
        connection.execute("select name from authors where id = ?", (job,)).fetchone()


def take_until_empty():
    connection = connect()
    while True:
        try:
            invoice = invoices.get_nowait()
        except queue.Empty:
            return
        connection.execute("select title from invoices where id = ?", (invoice,)).fetchone()
        for line in range(12):
            connection.execute("select price from lines where id = ?", (invoice * 12 + line,)).fetchone()  # loop: job-lines


numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 800)"
setup = connect()
setup.execute("create table authors (id integer primary key, name text)")
setup.execute("create table lines (id integer primary key, price integer)")
setup.execute(f"insert into authors {numbers} select 9000 + i * 13, 'author ' || i from n")
setup.execute("create table invoices (id integer primary key, title text)")
setup.execute(f"insert into lines {numbers} select i, i * 100 from n")
for number in range(200):
    jobs.put(9000 + number * 13)
for number in range(60):
    invoices.put(number)
threads = [threading.Thread(target=take_until_none) for _ in range(3)] + [threading.Thread(target=take_until_empty)]
for _ in threads:
    jobs.put(None)
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
