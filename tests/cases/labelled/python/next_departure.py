"""For each connecting passenger's arrival, in ascending order, the next departure: it has a key to be above, an
order and a limit, as a page has, but where it begins comes from the arrivals, not from the departure before."""
# loopline: databases sqlite postgresql
# loopline: finding next kind=n+1 n=40 episodes=1 table=departures parent=arrivals link=minute

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()


def query(statement, *parameters):
    cursor.execute(statement.replace("?", mark), parameters)
    return cursor.fetchall()


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)"
    cursor.execute("create table arrivals (passenger integer primary key, minute integer)")
    cursor.execute("create table departures (minute integer primary key, gate integer)")
    cursor.execute(f"insert into arrivals {numbers} select 900 + i, i * 4 from n".replace("?", "40"))
    cursor.execute(f"insert into departures {numbers} select i * 2, i % 7 from n".replace("?", "120"))
    connection.commit()


set_up()
waits = []
for passenger, minute in query("select passenger, minute from arrivals order by minute"):
    departure = query("select minute, gate from departures where minute > ? order by minute limit 1", minute)  # loop: next
    waits.append(departure[0][0] - minute)
assert waits == [2] * 40
