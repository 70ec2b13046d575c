"""A list is read once at the start. Then each request has a thread of its own and looks one thing up."""
# loopline: databases sqlite

import sqlite3
import socket
import sys
import threading

REQUESTS = 60

setup = sqlite3.connect(sys.argv[2])
setup.execute("create table migrations (id integer, name text)")
setup.execute("create table pages (id integer primary key, title text)")
setup.execute("insert into migrations with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)"
              " select i, 'step ' || i from n")
setup.execute("insert into pages with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)"
              " select i, 'page ' || i from n")
setup.commit()
applied = setup.execute("select id, name from migrations").fetchall()


def serve(stream):
    with stream, stream.makefile("rw") as lines:
        page = int(lines.readline())
        connection = sqlite3.connect(sys.argv[2])
        title, = connection.execute("select title from pages where id = ?", (page,)).fetchone()
        connection.close()
        lines.write(title + "\n")


def ask(address):
    for page in range(1, REQUESTS + 1):
        with socket.create_connection(address) as stream, stream.makefile("rw") as lines:
            lines.write(f"{1 + 7 * page % 60}\n")
            lines.flush()
            assert lines.readline().startswith("page ")


listening = socket.create_server(("127.0.0.1", 0))
client = threading.Thread(target=ask, args=(listening.getsockname(),))
client.start()
for _ in range(REQUESTS):
    worker = threading.Thread(target=serve, args=(listening.accept()[0],))
    worker.start()
    worker.join()
client.join()
