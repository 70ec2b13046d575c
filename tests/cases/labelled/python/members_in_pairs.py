"""Forty households are registered, each with both of its members and a COMMIT: what is costly is a transaction for each."""
# loopline: databases sqlite
# loopline: finding members kind=write-loop n=80 episodes=1 table=members
# loopline: finding households kind=write-loop n=40 episodes=1 table=households
# loopline: twin

import sqlite3
import sys

FIXED = sys.argv[-1] == "fixed"
connection = sqlite3.connect(sys.argv[2])
connection.execute("create table households (id integer primary key, street text)")
connection.execute("create table members (household integer, name text)")
connection.commit()


def register(number, names):
    connection.execute("insert into households values (?, ?)", (number, f"{number}. Street"))
    for name in names:
        connection.execute("insert into members values (?, ?)", (number, name))


for number in range(40):
    register(number, (f"Ann {number}", f"Bob {number}"))  # loop: members, loop: households
    if not FIXED:
        connection.commit()
connection.commit()
assert connection.execute("select count(*) from members").fetchone() == (80,)
