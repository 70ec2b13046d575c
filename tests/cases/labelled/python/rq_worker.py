"""An RQ worker with jobs of one statement, whose queue never runs empty, and jobs with a loop over their rows."""
# loopline: databases sqlite
# loopline: needs asynchronous
# loopline: finding order-items kind=n+1 n=10 episodes=4 table=items parent=orders link=id

import sqlite3
import sys

import fakeredis
from rq import Queue, SimpleWorker
from rq.timeouts import TimerDeathPenalty

connection = sqlite3.connect(sys.argv[2], isolation_level=None)


def set_up():
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)"
    connection.execute("create table mails (id integer primary key, address text)")
    connection.execute("create table orders (id integer primary key, day integer)")
    connection.execute("create table items (order_id integer, product text)")
    connection.execute(f"insert into mails {numbers} select i, 'user' || i from n")
    connection.execute(f"insert into orders {numbers} select 30001 + 7 * i, i / 10 from n")
    connection.execute(f"insert into items {numbers} select 30001 + 7 * i, 'product ' || i from n")


def send(number):
    assert connection.execute("select address from mails where id = ?", (number,)).fetchone()


def report(day):
    products = []
    for (order,) in connection.execute("select id from orders where day = ?", (day,)).fetchall():
        found = connection.execute("select product from items where order_id = ?", (order,))  # loop: order-items
        products += found.fetchall()
    assert len(products) == 10


class Worker(SimpleWorker):
    death_penalty_class = TimerDeathPenalty


set_up()
server = fakeredis.FakeStrictRedis()
queue = Queue(connection=server)
# A worker imports what a job names; this file is its own module only here.
sys.modules["jobs"] = sys.modules["__main__"]
for number in range(40):
    queue.enqueue("jobs.send", number)
    if number % 10 == 9:
        queue.enqueue("jobs.report", number // 10)
Worker([queue], connection=server).work(burst=True, logging_level="ERROR")
