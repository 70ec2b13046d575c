"""A process takes jobs of one statement from the pipe that its parent made for it; what comes there is no answer."""
# loopline: databases sqlite

import os
import sqlite3
import struct
import sys

setup = sqlite3.connect(sys.argv[2], isolation_level=None)
numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 80)"
setup.execute("create table authors (id integer primary key, name text)")
setup.execute(f"insert into authors {numbers} select 9000 + i * 13, 'author ' || i from n")
setup.close()
jobs, ask = os.pipe()
done, tell = os.pipe()
child = os.fork()
if child == 0:
    os.close(ask)
    os.close(done)
    connection = sqlite3.connect(sys.argv[2], isolation_level=None)
    while job := os.read(jobs, 8):
        connection.execute("select name from authors where id = ?", struct.unpack("q", job)).fetchone()
        os.write(tell, b"x")
    sys.exit(0)
os.close(jobs)
os.close(tell)
for number in (3, 9, 27, 5, 15, 45, 13, 39, 57, 49, 25, 14, 42, 4, 12, 36):
    os.write(ask, struct.pack("q", 9000 + number * 13))
    assert os.read(done, 1) == b"x"
os.close(ask)
os.waitpid(child, 0)
