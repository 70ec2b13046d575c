"""A loop looks a name up and asks a child process about it, in each round; its answer is no request."""
# loopline: databases sqlite
# loopline: finding by-output kind=n+1 n=16 table=authors
# loopline: finding by-talk kind=n+1 n=16 table=authors

import sqlite3
import subprocess
import sys

connection = sqlite3.connect(sys.argv[2], isolation_level=None)
numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 80)"
connection.execute("create table authors (id integer primary key, name text)")
connection.execute(f"insert into authors {numbers} select 9000 + i * 13, 'author ' || i from n")
wanted = [9000 + number * 13 for number in (3, 9, 27, 5, 15, 45, 13, 39, 57, 49, 25, 14, 42, 4, 12, 36)]

for number in wanted:
    (name,) = connection.execute("select name from authors where id = ?", (number,)).fetchone()  # loop: by-output
    assert subprocess.check_output(["echo", name], text=True) == name + "\n"

for number in wanted:
    (name,) = connection.execute("select name from authors where id = ?", (number,)).fetchone()  # loop: by-talk
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.communicate(name)[0] == name
