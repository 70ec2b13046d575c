"""A run is read again for each of six steps, and later each of eight runs is read: two loops of one function, one of them over rows."""
# loopline: databases sqlite
# loopline: finding steps kind=duplicate n=6 episodes=1 table=runs
# loopline: finding runs kind=n+1 n=8 episodes=1 table=runs parent=runs confidence=confirmed

import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2], isolation_level=None)
connection.execute("create table runs (id integer primary key, name text)")
connection.execute("insert into runs with recursive n(i) as (select 1 union all select i + 1 from n where i < 8) select i * 100, 'run ' || i from n")


def name_of(run):
    return connection.execute("select name from runs where id = ?", (run,)).fetchone()[0]


for step in range(6):  # header: steps
    print(step, name_of(300))  # loop: steps
ids = connection.execute("select id from runs").fetchall()
for (run,) in ids:  # header: runs
    print(name_of(run))  # loop: runs
