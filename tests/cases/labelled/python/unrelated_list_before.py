"""A list is read and used; then a loop over two reports, one of which asks thirty times for something unrelated."""
# loopline: databases sqlite postgresql
# loopline: finding rate kind=n+1 n=30 episodes=1 table=rates

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, MARK = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, MARK = psycopg2.connect(""), "%s"
cursor = connection.cursor()
NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"


def set_up():
    cursor.execute("create table customers (id integer primary key, name text)")
    cursor.execute("create table rates (day integer primary key, rate integer)")
    cursor.execute("create table totals (name text primary key, total integer)")
    cursor.execute(f"insert into customers {NUMBERS} select i + 7000, 'customer ' || i from n where i <= 3")
    cursor.execute(f"insert into rates {NUMBERS} select i * 10, i from n")
    cursor.execute("insert into totals values ('all', 9)")
    connection.commit()


def summary():
    cursor.execute("select total from totals")
    return cursor.fetchone()[0]


def history():
    total = 0
    for day in range(10, 310, 10):  # header: rate
        cursor.execute(f"select rate from rates where day = {MARK}", (day,))  # loop: rate
        total += cursor.fetchone()[0]
    return total


set_up()
cursor.execute("select id, name from customers")
customers = cursor.fetchall()
results = [report() for report in (summary, history)]
assert len(customers) == 3 and results == [9, 465]
