"""SQLite: a thousand INSERTs, and an UPDATE per row, in one transaction each. That is how it is done."""
# loopline: databases sqlite
# loopline: dismissed "write in one SQLite transaction"

import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2])
connection.execute("create table points (id integer primary key, x real, y real)")
with connection:
    for number in range(1000):
        connection.execute("insert into points (id, x, y) values (?, ?, ?)", (number, number / 2, number / 3))

with connection:
    for number in range(0, 1000, 7):
        connection.execute("update points set x = -x where id = ?", (number,))

rows = connection.execute("select count(*), min(x) from points").fetchone()
assert rows[0] == 1000 and rows[1] < 0
