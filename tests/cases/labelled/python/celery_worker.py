"""A Celery worker with jobs of one statement, whose queue never runs empty, and jobs with a loop over their rows."""
# loopline: databases sqlite
# loopline: needs asynchronous
# loopline: finding order-items kind=n+1 n=10 episodes=4 table=items parent=orders link=id

import sqlite3
import sys

from celery import Celery
from celery.worker import state

app = Celery("shop", broker="memory://", backend="cache+memory://")
app.conf.worker_hijack_root_logger = False
connection = sqlite3.connect(sys.argv[2], isolation_level=None, check_same_thread=False)


def set_up():
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)"
    connection.execute("create table mails (id integer primary key, address text)")
    connection.execute("create table orders (id integer primary key, day integer)")
    connection.execute("create table items (order_id integer, product text)")
    connection.execute(f"insert into mails {numbers} select i, 'user' || i from n")
    connection.execute(f"insert into orders {numbers} select 30001 + 7 * i, i / 10 from n")
    connection.execute(f"insert into items {numbers} select 30001 + 7 * i, 'product ' || i from n")


@app.task
def send(number):
    assert connection.execute("select address from mails where id = ?", (number,)).fetchone()


@app.task
def report(day):
    products = []
    for (order,) in connection.execute("select id from orders where day = ?", (day,)).fetchall():
        found = connection.execute("select product from items where order_id = ?", (order,))  # loop: order-items
        products += found.fetchall()
    assert len(products) == 10


@app.task
def stop():
    state.should_stop = 0


set_up()
for number in range(40):
    send.delay(number)
    if number % 10 == 9:
        report.delay(number // 10)
stop.delay()
app.Worker(pool="solo", loglevel="ERROR", without_gossip=True, without_mingle=True, without_heartbeat=True,
           quiet=True).start()
