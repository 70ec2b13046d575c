"""An order from a form: the first of six lines loads what all of them need (rates, texts); each asks for its article."""
# loopline: databases sqlite postgresql
# loopline: finding article kind=n+1 n=6 episodes=1 table=articles
# loopline: finding stock kind=n+1 n=6 episodes=1 table=stock
# loopline: twin

import sys


def open_database():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


database = open_database()
placeholder = "?" if sys.argv[1] == "sqlite" else "%s"
cursor = database.cursor()
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 6)"
for table in ("articles", "stock", "rates", "texts", "currencies", "discounts"):
    cursor.execute(f"create table {table} (id integer primary key, value integer)")
    cursor.execute(f"insert into {table} {numbers} select 40 + i * 17, i from n")
database.commit()
known = {}


def value(table):
    if table not in known:
        cursor.execute(f"select max(value) from {table}")
        known[table] = cursor.fetchone()[0]
    return known[table]


def one(statement, *parameters):
    cursor.execute(statement.replace("?", placeholder), parameters)
    return cursor.fetchone()[0]


def line(article):
    price = one("select value from articles where id = ?", article) * value("rates") + value("currencies")
    count = one("select value from stock where id = ?", article)
    return price * count + value("discounts") + value("texts")


articles = [40 + number * 17 for number in range(1, 7)]
total = 0
if sys.argv[-1] == "fixed":
    marks = ", ".join([placeholder] * len(articles))
    cursor.execute(f"select a.value, s.value from articles a join stock s on s.id = a.id where a.id in ({marks})", articles)
    for price, count in cursor.fetchall():
        total += (price * value("rates") + value("currencies")) * count + value("discounts") + value("texts")
else:
    for article in articles:  # header: article  # header: stock
        total += line(article)  # loop: article  # loop: stock
print(total)
