"""A list is read by one thread while another works through messages of its own with the same numbers."""
# loopline: databases sqlite

import socket
import sqlite3
import sys
import threading

ROWS = 200
path = sys.argv[2]
setup = sqlite3.connect(path, isolation_level=None)
numbers = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {ROWS})"
setup.execute("create table orders (id integer primary key, customer integer)")
setup.execute("create table customers (id integer primary key, name text)")
setup.execute(f"insert into orders {numbers} select i, 1000 + i from n")
setup.execute(f"insert into customers {numbers} select 1000 + i, 'customer ' || i from n")


def export(started, done):
    connection = sqlite3.connect(path)
    rows = connection.execute("select id, customer from orders").fetchall()
    started.set()
    done.wait()
    assert len(rows) == ROWS


def serve(listening):
    connection = sqlite3.connect(path)
    stream, _ = listening.accept()
    with stream, stream.makefile("rw") as lines:
        for line in lines:
            name, = connection.execute("select name from customers where id = ?", (int(line),)).fetchone()
            lines.write(name + "\n")
            lines.flush()


started, done = threading.Event(), threading.Event()
exporting = threading.Thread(target=export, args=(started, done))
exporting.start()
started.wait()
listening = socket.create_server(("127.0.0.1", 0))
serving = threading.Thread(target=serve, args=(listening,))
serving.start()
with socket.create_connection(listening.getsockname()) as stream, stream.makefile("rw") as lines:
    for number in range(1, ROWS + 1):
        lines.write(f"{1000 + number}\n")
        lines.flush()
        assert lines.readline().startswith("customer")
serving.join()
done.set()
exporting.join()
