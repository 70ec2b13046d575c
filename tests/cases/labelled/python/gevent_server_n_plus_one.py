"""A gevent server with psycopg2 made to wait through gevent: four clients at once, seven queries in a loop."""
# loopline: databases postgresql
# loopline: needs current
# loopline: finding menu-dish kind=n+1 n=7 episodes=24 table=dishes parent=menus link=dish_id confidence=confirmed
# loopline: twin

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402

import gevent  # noqa: E402
import psycopg2  # noqa: E402
from gevent import queue, socket  # noqa: E402
from gevent.server import StreamServer  # noqa: E402
from psycogreen.gevent import patch_psycopg  # noqa: E402

patch_psycopg()
FIXED = sys.argv[-1] == "fixed"
connections = queue.Queue()


def query(connection, statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def set_up(connection):
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 167)"
    query(connection, "create table dishes (id integer primary key, name text)")
    query(connection, "create table menus (id integer primary key, day integer, dish_id integer)")
    query(connection, f"insert into dishes {numbers} select 6000 + i * 5, 'dish ' || i from n")
    query(connection, f"insert into menus {numbers} select i, i / 7, 6000 + i * 5 from n")


def dish(connection, key):
    return query(connection, "select name from dishes where id = %s", key)[0][0]


def menu(connection, day):
    if FIXED:
        return query(connection, """
            select d.name from menus m join dishes d on d.id = m.dish_id where m.day = %s""", day)
    names = []
    for _, key in query(connection, "select id, dish_id from menus where day = %s", day):  # header: menu-dish
        names.append(dish(connection, key))  # loop: menu-dish
    return names


def serve(client, _):
    stream = client.makefile("rw")
    for line in stream:
        connection = connections.get()
        names = menu(connection, int(line))
        connections.put(connection)
        stream.write(f"{len(names)}\n")
        stream.flush()


def ask(address, number):
    with socket.create_connection(address) as client, client.makefile("rw") as stream:
        for request in range(6):
            stream.write(f"{number * 6 + request}\n")
            stream.flush()
            assert stream.readline() == "7\n"


for _ in range(4):
    made = psycopg2.connect("")
    made.autocommit = True
    connections.put(made)
set_up(made)
server = StreamServer(("127.0.0.1", 0), serve)
server.start()
gevent.joinall([gevent.spawn(ask, server.address, number) for number in range(4)], raise_error=True)
server.stop()
