"""Every line of a bill asks the settings table for the same tax rate again."""
# loopline: databases sqlite postgresql
# loopline: finding tax-setting kind=duplicate n=32 episodes=1 table=settings
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()

numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 32)"
cursor.execute("create table settings (name text primary key, value text)")
cursor.execute("create table bill_lines (position integer primary key, cents integer)")
cursor.execute("insert into settings values ('tax.percent', '19'), ('currency', 'EUR')")
cursor.execute(f"insert into bill_lines {numbers} select i, i * 250 from n")
connection.commit()


def setting(name):
    cursor.execute(f"select value from settings where name = {mark}", (name,))
    return cursor.fetchone()[0]


def with_tax(cents):
    return cents * (100 + int(setting("tax.percent"))) // 100


cursor.execute("select cents from bill_lines order by position")
lines = [cents for cents, in cursor.fetchall()]
total = 0
if sys.argv[-1] == "fixed":
    percent = int(setting("tax.percent"))
    total = sum(cents * (100 + percent) // 100 for cents in lines)
else:
    for cents in lines:  # header: tax-setting
        total += with_tax(cents)  # loop: tax-setting
print(total)
