"""A worker's queue never runs empty: each of three hundred requests has put a job of one statement into it."""
# loopline: databases sqlite postgresql

import queue
import socket
import sys
import threading

JOBS = 300
jobs = queue.Queue()
filled = threading.Event()


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2], isolation_level=None).cursor(), "?"
    import psycopg2

    connection = psycopg2.connect("")
    connection.autocommit = True
    return connection.cursor(), "%s"


def work():
    cursor, mark = connect()
    while (job := jobs.get()) is not None:
        cursor.execute(f"select address from mails where id = {mark}", (job,))
        assert cursor.fetchone()
        filled.wait()


def serve(listening):
    for _ in range(JOBS):
        stream, _ = listening.accept()
        with stream:
            jobs.put(int(stream.makefile().readline()))
            stream.sendall(b"queued")
    jobs.put(None)


def request(address):
    for number in range(1, JOBS + 1):
        with socket.create_connection(address) as stream:
            stream.sendall(b"%d\n" % number)
            assert stream.recv(10) == b"queued"


setup, _ = connect()
setup.execute("create table mails (id integer primary key, address text)")
setup.execute("insert into mails with recursive n(i) as (select 1 union all select i + 1 from n where i < 300)"
              " select i, 'user' || i from n")
worker = threading.Thread(target=work)
worker.start()
listening = socket.create_server(("127.0.0.1", 0))
client = threading.Thread(target=request, args=(listening.getsockname(),))
client.start()
serve(listening)
client.join()
filled.set()
worker.join()
