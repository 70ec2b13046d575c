"""A gevent server with psycopg2 made to wait through gevent: four clients, fifty requests each, one query a request."""
# loopline: databases postgresql
# loopline: needs current
# loopline: dismissed "one per request or message"

from gevent import monkey

monkey.patch_all()

import gevent  # noqa: E402
import psycopg2  # noqa: E402
from gevent import queue, socket  # noqa: E402
from gevent.server import StreamServer  # noqa: E402
from psycogreen.gevent import patch_psycopg  # noqa: E402

patch_psycopg()
connections = queue.Queue()


def phone(name):
    connection = connections.get()
    try:
        with connection.cursor() as cursor:
            cursor.execute("select number from phones where name = %s", (name,))
            return cursor.fetchone()[0]
    finally:
        connections.put(connection)


def serve(client, _):
    stream = client.makefile("rw")
    for line in stream:
        stream.write(phone(line.strip()) + "\n")
        stream.flush()


def ask(address, first):
    with socket.create_connection(address) as client, client.makefile("rw") as stream:
        for number in range(first, first + 50):
            stream.write(f"name{number}\n")
            stream.flush()
            assert stream.readline() == f"555-{number}\n"


for _ in range(3):
    made = psycopg2.connect("")
    made.autocommit = True
    connections.put(made)
with made.cursor() as cursor:
    cursor.execute("create table phones (name text primary key, number text)")
    cursor.execute("insert into phones select 'name' || i, '555-' || i from generate_series(0, 199) i")
server = StreamServer(("127.0.0.1", 0), serve)
server.start()
gevent.joinall([gevent.spawn(ask, server.address, first) for first in (0, 50, 100, 150)], raise_error=True)
server.stop()
