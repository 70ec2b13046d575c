"""Subscriptions are fetched in batches of 25, yet the plan of each is asked for on its own."""
# loopline: databases sqlite postgresql
# loopline: finding subscription-plan kind=n+1 n=100 episodes=1 table=plans
# loopline: finding subscription-plan parent=subscriptions link=plan confidence=confirmed
# loopline: twin

import sys

FIXED = sys.argv[-1] == "fixed"


def open_connection():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2]), "?"
    import psycopg2

    return psycopg2.connect(""), "%s"


def prepare(cursor):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 150)"
    cursor.execute("create table plans (id integer primary key, monthly integer)")
    cursor.execute("create table subscriptions (id integer primary key, plan integer)")
    cursor.execute(f"insert into plans {numbers} select i * 10, i from n")
    cursor.execute(f"insert into subscriptions {numbers} select i, (151 - i) * 10 from n where i <= 100")


def batches(cursor, size):
    while rows := cursor.fetchmany(size):
        yield rows


connection, mark = open_connection()
reader, looker = connection.cursor(), connection.cursor()
prepare(reader)
connection.commit()

monthly = 0
if FIXED:
    reader.execute("select s.id, p.monthly from subscriptions s join plans p on p.id = s.plan")
    for batch in batches(reader, 25):
        monthly += sum(price for _, price in batch)
else:
    reader.execute("select id, plan from subscriptions order by id")
    for batch in batches(reader, 25):
        for _, plan in batch:  # header: subscription-plan
            looker.execute(f"select monthly from plans where id = {mark}", (plan,))  # loop: subscription-plan
            monthly += looker.fetchone()[0]
assert monthly == sum(range(51, 151)), monthly
