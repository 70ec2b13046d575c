"""The rate is asked for with every invoice, and it is the same rate: the answers say that it is a duplicate."""
# loopline: databases sqlite postgresql
# loopline: finding rate kind=duplicate n=14 episodes=1 table=rates confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"


def run(statement, *parameters):
    cursor = connection.cursor()
    cursor.execute(statement.replace("?", mark), parameters)
    return cursor.fetchall() if cursor.description else []


def rate():
    return run("select percent from rates where country = ?", "XY")[0][0]


run("create table rates (country text primary key, percent integer)")
run("insert into rates values ('XY', 19), ('XZ', 7)")
fixed = rate() if sys.argv[-1] == "fixed" else None
total = 0
for invoice in range(14):  # header: rate
    total += invoice * (rate() if fixed is None else fixed)  # loop: rate
print(total)
