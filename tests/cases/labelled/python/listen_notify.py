"""LISTEN and NOTIFY: select() on the database's socket, and one query for each notification that has come."""
# loopline: databases postgresql
# loopline: dismissed "one per request or message"

import os
import select
import socket

import psycopg2
import psycopg2.extensions


def open_connection():
    connection = psycopg2.connect("")
    connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
    return connection


def notify(listener):
    """The other process: it announces the next arrival when the last has been seen."""
    connection = open_connection()
    cursor = connection.cursor()
    for number in range(50):
        cursor.execute(f"notify arrivals, '{number}'")
        assert listener.recv(4) == b"seen"
    connection.close()


def listen(notifier):
    connection = open_connection()
    cursor = connection.cursor()
    cursor.execute("listen arrivals")
    notifier.sendall(b"ready")
    names = []
    while len(names) < 50:
        if select.select([connection], [], [], 5) == ([], [], []):
            raise TimeoutError("no notification")
        connection.poll()
        while connection.notifies:
            arrival = connection.notifies.pop(0)
            cursor.execute("select name from trains where id = %s", (int(arrival.payload),))
            names.append(cursor.fetchone()[0])
            notifier.sendall(b"seen")
    return names


connection = open_connection()
cursor = connection.cursor()
cursor.execute("create table trains (id integer primary key, name text)")
cursor.execute("insert into trains select i, 'train ' || i from generate_series(0, 49) i")
connection.close()

ours, theirs = socket.socketpair()
child = os.fork()
if child == 0:
    assert ours.recv(5) == b"ready"
    notify(ours)
    os._exit(0)
assert listen(theirs)[-1] == "train 49"
assert os.waitpid(child, 0)[1] == 0
