"""A dashboard that asks one helper for eight figures, line by line: the same statement, and no loop."""
# loopline: databases sqlite postgresql

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()

cursor.execute("create table figures (name text primary key, value integer)")
cursor.execute("""
    insert into figures values ('visits', 900), ('orders', 41), ('returns', 2), ('income', 88000),
    ('cost', 61000), ('staff', 12), ('open', 7), ('late', 1)""")
connection.commit()


def figure(name):
    cursor.execute(f"select value from figures where name = {mark}", (name,))
    return cursor.fetchone()[0]


def dashboard():
    visits = figure("visits")
    orders = figure("orders")
    returns = figure("returns")
    income = figure("income")
    cost = figure("cost")
    staff = figure("staff")
    unanswered = figure("open")
    late = figure("late")
    return {
        "rate": orders / visits,
        "returned": returns / orders,
        "profit": income - cost,
        "per head": income / staff,
        "late": late / unanswered,
    }


assert dashboard()["profit"] == 27000
