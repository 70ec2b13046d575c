"""Raises the price of every product with an UPDATE of its own, inside one transaction.

With SQLite that is how it is done; on PostgreSQL it is a round trip for each row.
"""
# loopline: databases sqlite postgresql
# loopline: finding raise-price kind=write-loop n=44 episodes=1 table=products on=postgresql
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()

numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 44)"
cursor.execute("create table products (id integer primary key, cents integer)")
cursor.execute(f"insert into products {numbers} select i * 9, i * 100 from n")
connection.commit()

if sys.argv[-1] == "fixed":
    cursor.execute("update products set cents = cents + cents / 10")
else:
    cursor.execute("select id, cents from products")
    for product, cents in cursor.fetchall():  # header: raise-price
        statement = f"update products set cents = {mark} where id = {mark}"
        cursor.execute(statement, (cents + cents // 10, product))  # loop: raise-price
connection.commit()
cursor.execute("select sum(cents) from products")
assert cursor.fetchone()[0] == 108900
