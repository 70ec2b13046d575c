"""Threads that go over a queue with iter(): jobs of one statement lie there already; one in ten has a loop over its rows. What such a
thread goes over once it has no more jobs is no queue."""
# loopline: databases sqlite
# loopline: finding order-items kind=n+1 n=10 table=items parent=orders link=id
# loopline: finding rest kind=n+1 n=16 table=users

import queue
import sqlite3
import sys
import threading

jobs = queue.Queue()
simple_jobs = queue.SimpleQueue()
local = threading.local()
WANTED = [3, 9, 27, 5, 15, 45, 13, 39, 57, 49, 25, 14, 42, 4, 12, 36]


def query(statement, *parameters):
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(sys.argv[2], isolation_level=None)
    return local.connection.execute(statement, parameters).fetchall()


def set_up():
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 299)"
    query("create table mails (id integer primary key, address text)")
    query("create table users (id integer primary key, name text)")
    query("create table orders (id integer primary key, day integer)")
    query("create table items (order_id integer, product text)")
    query(f"insert into mails {numbers} select i, 'user' || i from n")
    query(f"insert into users {numbers} select i, 'user' || i from n")
    query(f"insert into orders {numbers} select 30001 + 7 * i, i / 10 from n")
    query(f"insert into items {numbers} select 30001 + 7 * i, 'product ' || i from n")


def send(number):
    assert query("select address from mails where id = ?", number)


def report(day):
    products = []
    for (order,) in query("select id from orders where day = ?", day):
        products += query("select product from items where order_id = ?", order)  # loop: order-items
    assert len(products) == 10


def work():
    for function, argument in iter(jobs.get, None):
        function(argument)


def greet():
    query("pragma cache_size = 100")
    for number in iter(simple_jobs.get, None):
        assert query("select name from users where id = ?", number)
    for number in WANTED:
        assert query("select id, name from users where id = ?", number)  # loop: rest


set_up()
for number in range(300):
    jobs.put((report, number // 30) if number % 30 == 29 else (send, number))
    simple_jobs.put(number)
threads = [threading.Thread(target=work), threading.Thread(target=work), threading.Thread(target=greet)]
for thread in threads:
    (simple_jobs if thread is threads[2] else jobs).put(None)
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
