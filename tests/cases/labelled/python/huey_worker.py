"""A Huey consumer of two threads with jobs of one statement, whose queue never runs empty, and jobs with a loop."""
# loopline: databases sqlite
# loopline: needs asynchronous
# loopline: finding order-items kind=n+1 n=10 episodes=4 table=items parent=orders link=id

import logging
import sqlite3
import sys
import threading

from huey import MemoryHuey

huey = MemoryHuey()
local = threading.local()


def query(statement, *parameters):
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(sys.argv[2], isolation_level=None)
    return local.connection.execute(statement, parameters).fetchall()


def set_up():
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)"
    query("create table mails (id integer primary key, address text)")
    query("create table orders (id integer primary key, day integer)")
    query("create table items (order_id integer, product text)")
    query(f"insert into mails {numbers} select i, 'user' || i from n")
    query(f"insert into orders {numbers} select 30001 + 7 * i, i / 10 from n")
    query(f"insert into items {numbers} select 30001 + 7 * i, 'product ' || i from n")


@huey.task()
def send(number):
    return query("select address from mails where id = ?", number)


@huey.task()
def report(day):
    products = []
    for (order,) in query("select id from orders where day = ?", day):
        products += query("select product from items where order_id = ?", order)  # loop: order-items
    assert len(products) == 10
    return len(products)


set_up()
logging.disable()
results = []
for number in range(40):
    results.append(send(number))
    if number % 10 == 9:
        results.append(report(number // 10))
consumer = huey.create_consumer(workers=2, initial_delay=0.01, periodic=False)
consumer.start()
for result in results:
    assert result.get(blocking=True)
consumer.stop(graceful=True)
