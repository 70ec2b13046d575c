"""A worker process takes jobs from a socket: for each it reads one row and writes one row, and commits."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import os
import socket
import sys

mark = "?" if sys.argv[1] == "sqlite" else "%s"


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


def set_up():
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("create table pictures (id integer primary key, path text, width integer)")
    cursor.execute("""
        insert into pictures with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
        select i, '/pictures/' || i, null from n""")
    connection.commit()
    connection.close()


def measure(path):
    return len(path) * 100


def work(jobs):
    connection = connect()
    cursor = connection.cursor()
    with jobs.makefile("rw") as stream:
        for line in stream:
            cursor.execute(f"select path from pictures where id = {mark}", (int(line),))
            width = measure(cursor.fetchone()[0])
            cursor.execute(f"update pictures set width = {mark} where id = {mark}", (width, int(line)))
            connection.commit()
            stream.write("done\n")
            stream.flush()
    connection.close()


set_up()
master, slave = socket.socketpair()
worker = os.fork()
if worker == 0:
    master.close()
    work(slave)
    sys.exit()
slave.close()
with master.makefile("rw") as stream:
    for job in range(1, 61):
        stream.write(f"{job}\n")
        stream.flush()
        assert stream.readline() == "done\n"
master.close()
assert os.waitpid(worker, 0)[1] == 0
