"""A hundred orders of ten customers; the customer of each order is fetched, so most are fetched ten times."""
# loopline: databases sqlite postgresql
# loopline: finding order-customer kind=n+1 n=100 episodes=1 table=customers
# loopline: finding order-customer parent=orders link=customer confidence=confirmed
# loopline: twin

import sys


def open_shop():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2]), "?"
    import psycopg2

    return psycopg2.connect(""), "%s"


shop, mark = open_shop()
cursor = shop.cursor()
numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)"
cursor.execute("create table customers (id integer primary key, name text)")
cursor.execute("create table orders (id integer primary key, customer integer)")
cursor.execute(f"insert into customers {numbers} select 310 + i * 7, 'customer ' || i from n where i < 10")
cursor.execute(f"insert into orders {numbers} select i, 310 + (i - i / 10 * 10) * 7 from n")
shop.commit()


def customer(key):
    cursor.execute(f"select name from customers where id = {mark}", (key,))
    return cursor.fetchone()[0]


cursor.execute("select id, customer from orders order by id")
orders = cursor.fetchall()
if sys.argv[-1] == "fixed":
    cursor.execute("select id, name from customers")
    names = dict(cursor.fetchall())
    labels = [names[key] for _, key in orders]
else:
    labels = []
    for _, key in orders:  # header: order-customer
        labels.append(customer(key))  # loop: order-customer
assert len(labels) == 100
