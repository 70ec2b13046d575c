"""The income of each month of a year, twelve sums instead of one GROUP BY."""
# loopline: databases sqlite postgresql
# loopline: finding month-sum kind=n+1 n=12 episodes=1 table=receipts confidence=likely
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()
cursor.execute("create table receipts (id integer primary key, month integer, cents integer)")
cursor.execute("""
    insert into receipts with recursive n(i) as (select 0 union all select i + 1 from n where i < 359)
    select i, i / 30 + 1, 100 + i from n""")
connection.commit()


def income(month):
    cursor.execute(f"select sum(cents) from receipts where month = {mark}", (month,))
    return cursor.fetchone()[0]


if sys.argv[-1] == "fixed":
    cursor.execute("select month, sum(cents) from receipts group by month")
    year = dict(cursor.fetchall())
else:
    year = {}
    for month in range(1, 13):  # header: month-sum
        year[month] = income(month)  # loop: month-sum
assert len(year) == 12 and year[12] > year[1]
