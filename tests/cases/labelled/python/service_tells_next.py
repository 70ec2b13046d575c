"""Workers that wait for what others send: a subscription, jobs that a broker gives out, a clock of their own, a pipe."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import os
import socket
import struct
import sys
import time

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2], isolation_level=None), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
    connection.autocommit = True
cursor = connection.cursor()
WANTED = [9000 + number * 13 for number in (3, 9, 27, 5, 15, 45, 13, 39, 57, 49, 25, 14, 42, 4, 12, 36)]


def one(table, number):
    cursor.execute(f"select name from {table} where id = {mark}", (number,))
    return cursor.fetchone()


def publish(stream):
    """Sends an event, and waits until it has been dealt with."""
    for number in WANTED:
        stream.sendall(b"%d\n" % number)
        assert stream.recv(1) == b"."


def give_out(stream):
    for number in WANTED:
        assert stream.recv(4) == b"next"
        stream.sendall(b"%d\n" % number)
    assert stream.recv(4) == b"next"  # and there is none


def start(serve):
    """A service in a process of its own, and a connection to it."""
    listening = socket.create_server(("127.0.0.1", 0))
    child = os.fork()
    if child == 0:
        stream, _ = listening.accept()
        serve(stream)
        os._exit(0)
    stream = socket.create_connection(listening.getsockname())
    listening.close()
    return child, stream


def events(stream):
    with stream.makefile() as lines:
        for _ in WANTED:
            yield int(lines.readline())


def jobs(stream):
    while True:
        stream.sendall(b"next")
        if not (job := stream.recv(100)):
            return
        yield int(job)


def feed():
    """Starts a process that sends a number through a pipe whenever the last has been dealt with."""
    (numbers, send), (told, tell) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        for number in WANTED:
            os.write(send, struct.pack("q", number))
            os.read(told, 1)
        os._exit(0)
    os.close(send)
    return child, numbers, tell


numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 80)"
for table in "happenings", "orders", "ticks", "numbers":
    cursor.execute(f"create table {table} (id integer primary key, name text)")
    cursor.execute(f"insert into {table} {numbers} select 9000 + i * 13, 'entry ' || i from n")
connection.close()

publisher, stream = start(publish)
broker, orders = start(give_out)
feeder, pipe, tell = feed()
if sys.argv[1] == "sqlite":
    connection = sqlite3.connect(sys.argv[2], isolation_level=None)
else:
    connection = psycopg2.connect("")
    connection.autocommit = True
cursor = connection.cursor()

for event in events(stream):
    assert one("happenings", event)
    stream.sendall(b".")

for job in jobs(orders):
    assert one("orders", job)

now = 0
while now < 20:
    one("ticks", now)
    time.sleep(0.001)
    now += 1

for _ in range(len(WANTED)):
    assert one("numbers", *struct.unpack("q", os.read(pipe, 8)))
    os.write(tell, b".")

for child in publisher, broker, feeder:
    stream.close()
    orders.close()
    assert os.waitpid(child, 0)[1] == 0
