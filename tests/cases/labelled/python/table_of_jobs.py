"""A library's thread takes jobs from a table, as long as there are any, and each job runs a statement or two; some loop."""
# loopline: databases sqlite
# loopline: needs asynchronous
# loopline: dismissed "one per request or message"
# loopline: finding enqueued kind=write-loop n=44 episodes=1 table=task
# loopline: finding order-items kind=n+1 n=10 episodes=4 table=items parent=orders link=id

import logging
import sqlite3
import sys
import threading

from huey import SqliteHuey

done = threading.Event()
huey = SqliteHuey(filename=sys.argv[2] + ".queue")
connection = sqlite3.connect(sys.argv[2], isolation_level=None, check_same_thread=False)


def query(statement, *parameters):
    return connection.execute(statement, parameters).fetchall()


def set_up():
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)"
    query("create table mails (id integer primary key, address text)")
    query("create table sent (number integer, address text)")
    query("create table orders (id integer primary key, day integer)")
    query("create table items (order_id integer, product text)")
    query(f"insert into mails {numbers} select i, 'user' || i from n")
    query(f"insert into orders {numbers} select 30001 + 7 * i, i / 10 from n")
    query(f"insert into items {numbers} select 30001 + 7 * i, 'product ' || i from n")


@huey.task()
def send(number):
    address = query("select address from mails where id = ?", number)
    query("insert into sent values (?, ?)", number, address[0][0])


@huey.task()
def report(day):
    products = []
    for (order,) in query("select id from orders where day = ?", day):
        products += query("select product from items where order_id = ?", order)  # loop: order-items
    assert len(products) == 10
    if day == 3:
        done.set()


set_up()
logging.disable()
for number in range(40):
    send(number)  # loop: enqueued
    if number % 10 == 9:
        report(number // 10)  # loop: enqueued
consumer = huey.create_consumer(workers=1, initial_delay=0.01, periodic=False)
consumer.start()
assert done.wait(20)
consumer.stop(graceful=True)
assert query("select count(*) from sent") == [(40,)]
