"""Keys that are dates, and keys that are decimal numbers."""
# loopline: databases sqlite postgresql
# loopline: finding night-weather kind=n+1 n=23 episodes=1 table=weather
# loopline: finding night-weather parent=nights link=night confidence=confirmed
# loopline: finding night-tariff kind=n+1 n=23 episodes=1 table=tariffs
# loopline: finding night-tariff parent=nights link=price confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
    DATE, PRICE = "text", "real"
    NIGHT = "date('2026-01-01', (i * 2) || ' days')"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
    DATE, PRICE = "date", "numeric(10, 2)"
    NIGHT = "date '2026-01-01' + i * 2"
cursor = connection.cursor()
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 23)"
cursor.execute(f"create table weather (night {DATE} primary key, clouds integer)")
cursor.execute(f"create table tariffs (price {PRICE} primary key, title text)")
cursor.execute(f"create table nights (night {DATE} primary key, price {PRICE})")
cursor.execute(f"insert into weather {numbers} select {NIGHT}, i from n")
cursor.execute(f"insert into tariffs {numbers} select 40.25 + i * 3, 'tariff ' || i from n")
cursor.execute(f"insert into nights {numbers} select {NIGHT}, 40.25 + i * 3 from n")
connection.commit()


def clouds(night):
    cursor.execute(f"select clouds from weather where night = {mark}", (night,))
    return cursor.fetchone()[0]


def tariff(price):
    cursor.execute(f"select title from tariffs where price = {mark}", (price,))
    return cursor.fetchone()[0]


calendar = []
if sys.argv[-1] == "fixed":
    cursor.execute("""
        select w.clouds, t.title from nights n join weather w on w.night = n.night
        join tariffs t on t.price = n.price""")
    calendar = cursor.fetchall()
else:
    cursor.execute("select night, price from nights order by night")
    for night, price in cursor.fetchall():
        sky = clouds(night)  # loop: night-weather
        calendar.append((sky, tariff(price)))  # loop: night-tariff
assert len(calendar) == 23
