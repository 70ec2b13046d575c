"""gevent: a greenlet for each job, most of them of one statement, and one in ten with a loop over its rows."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding order-items kind=n+1 n=10 table=items parent=orders link=id

import sqlite3
import sys

import gevent

connection = sqlite3.connect(sys.argv[2])


def set_up():
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)"
    connection.execute("create table mails (id integer primary key, address text)")
    connection.execute("create table orders (id integer primary key, day integer)")
    connection.execute("create table items (order_id integer, product text)")
    connection.execute(f"insert into mails {numbers} select i, 'user' || i from n")
    connection.execute(f"insert into orders {numbers} select 30001 + 7 * i, i % 10 from n")
    connection.execute(f"insert into items {numbers} select 30001 + 7 * i, 'product ' || i from n")
    connection.commit()


def send(number):
    assert connection.execute("select address from mails where id = ?", (number,)).fetchone()


def report(day):
    products = []
    for (order,) in connection.execute("select id from orders where day = ?", (day,)).fetchall():
        found = connection.execute("select product from items where order_id = ?", (order,))  # loop: order-items
        products += found.fetchall()
    assert len(products) == 10


set_up()
jobs = []
for number in range(100):  # what comes from outside, as from clients
    jobs.append(gevent.spawn(report, number // 10) if number % 10 == 0 else gevent.spawn(send, number))
    if number % 7 == 0:
        gevent.sleep(0)
gevent.joinall(jobs)
