"""Jobs arrive on a socket, one thread reads them into a queue.Queue, another takes them out and asks the database."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import queue
import socket
import sys
import threading

mark = "?" if sys.argv[1] == "sqlite" else "%s"


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


def read_jobs(stream, jobs):
    for line in stream:
        jobs.put(int(line))
    jobs.put(None)


def work(jobs, stream):
    connection = connect()
    cursor = connection.cursor()
    while (job := jobs.get()) is not None:
        cursor.execute(f"select address from letters where id = {mark}", (job,))
        (address,) = cursor.fetchone()
        stream.write(f"sent to {address}\n")
        stream.flush()
    connection.close()


connection = connect()
cursor = connection.cursor()
cursor.execute("create table letters (id integer primary key, address text)")
cursor.execute("""
    insert into letters with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)
    select i, 'street ' || i from n""")
connection.commit()
connection.close()

ours, theirs = socket.socketpair()
stream_in, stream_out = theirs.makefile("r"), theirs.makefile("w")
jobs = queue.Queue()
threads = [
    threading.Thread(target=read_jobs, args=(stream_in, jobs)),
    threading.Thread(target=work, args=(jobs, stream_out)),
]
for thread in threads:
    thread.start()
with ours.makefile("r") as answers:
    for job in range(100):
        ours.sendall(b"%d\n" % job)
        assert answers.readline() == f"sent to street {job}\n"
ours.shutdown(socket.SHUT_WR)
for thread in threads:
    thread.join()
