"""Customers with the total of their orders; customers are read one at a time while totals are asked for."""
# loopline: databases sqlite postgresql
# loopline: finding customer-total kind=n+1 n=40 episodes=1 table=orders
# loopline: finding customer-total parent=customers link=id confidence=confirmed
# loopline: twin

import csv
import io
import sys

NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 120)"


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2]), "?"
    import psycopg2

    return psycopg2.connect(""), "%s"


connection, mark = connect()
cursor = connection.cursor()
cursor.execute("create table customers (id text primary key, name text)")
cursor.execute("create table orders (number integer primary key, customer text, amount integer)")
cursor.execute(f"insert into customers {NUMBERS} select 'C-' || (i * 31 + 100), 'customer ' || i from n where i <= 40")
cursor.execute(f"insert into orders {NUMBERS} select i, 'C-' || ((i - 1) % 40 * 31 + 131), i * 10 from n")
connection.commit()

output = csv.writer(io.StringIO())
if sys.argv[-1] == "fixed":
    cursor.execute("select c.name, sum(o.amount) from customers c join orders o on o.customer = c.id group by c.name")
    output.writerows(cursor)
else:
    totals = connection.cursor()
    cursor.execute("select name, id from customers order by name")
    while True:  # header: customer-total
        row = cursor.fetchone()
        if row is None:
            break
        totals.execute(f"select sum(amount) from orders where customer = {mark}", (row[1],))  # loop: customer-total
        output.writerow([row[0], totals.fetchone()[0]])
