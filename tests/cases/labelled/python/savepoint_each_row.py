"""A savepoint outside any transaction is a transaction: one for each row costs what a commit for each row does."""
# loopline: databases sqlite
# loopline: finding letters kind=write-loop table=letters n=30 episodes=1

import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2], isolation_level=None)
connection.execute("create table letters (id integer primary key, address text)")
for number in range(30):
    connection.execute("savepoint one")
    connection.execute("insert into letters values (?, ?)", (number, f"street {number}"))  # loop: letters
    connection.execute("release one")
