"""Loops of two to four rounds: the months of a quarter, the sides of a match, the suits of a game."""
# loopline: databases sqlite postgresql
# loopline: dismissed "below threshold"

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()

cursor.execute("create table sales (month integer, cents integer)")
cursor.execute("create table sides (name text, goals integer)")
cursor.execute("create table suits (id integer, name text)")
cursor.execute("""
    insert into sales with recursive n(i) as (select 1 union all select i + 1 from n where i < 120)
    select i / 10 + 1, i * 100 from n""")
cursor.execute("insert into sides values ('home', 2), ('away', 1)")
cursor.execute("insert into suits values (11, 'clubs'), (12, 'spades'), (13, 'hearts'), (14, 'diamonds')")
connection.commit()


def quarter(first):
    total = 0
    for month in range(first, first + 3):
        cursor.execute(f"select sum(cents) from sales where month = {mark}", (month,))
        total += cursor.fetchone()[0]
    return total


def score():
    goals = []
    for side in ("home", "away"):
        cursor.execute(f"select goals from sides where name = {mark}", (side,))
        goals.append(cursor.fetchone()[0])
    return tuple(goals)


def suits():
    cursor.execute("select id from suits")
    names = []
    for key, in cursor.fetchall():
        cursor.execute(f"select name from suits where id = {mark}", (key,))
        names.append(cursor.fetchone()[0])
    return names


assert quarter(4) > 0 and score() == (2, 1) and len(suits()) == 4
