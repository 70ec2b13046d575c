"""Loops over values of no statement that wait in each round: for the time, for another service, for a child they forked."""
# loopline: databases sqlite postgresql
# loopline: finding slowly kind=n+1 n=16 table=authors
# loopline: finding rate kind=write-loop n=16 table=rates
# loopline: finding pages kind=n+1 n=16 table=pages

import os
import socket
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


def one(statement, *parameters):
    cursor.execute(statement.replace("?", mark), parameters)
    return cursor.fetchone()


def serve(listening):
    while True:
        stream, _ = listening.accept()
        with stream:
            asked = stream.recv(100)
            if asked == b"end":
                os._exit(0)
            stream.sendall(b"rate of " + asked)


def ask(address, question):
    with socket.create_connection(address) as stream:
        stream.sendall(question.encode())
        return stream.recv(100).decode()


def in_child(number):
    answer, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(tell, str(number * 2).encode())
        os._exit(0)
    os.close(tell)
    with os.fdopen(answer) as stream:
        doubled = int(stream.read())
    os.waitpid(child, 0)
    return doubled


listening = socket.create_server(("127.0.0.1", 0))
address = listening.getsockname()
service = os.fork()
if service == 0:
    serve(listening)
listening.close()

numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 80)"
for table in "authors", "pages":
    cursor.execute(f"create table {table} (id integer primary key, name text)")
cursor.execute(f"insert into authors {numbers} select 9000 + i * 13, 'author ' || i from n")
cursor.execute(f"insert into pages {numbers} select 18000 + i * 26, 'page ' || i from n")
cursor.execute("create table rates (currency text, rate text)")

for number in WANTED:
    assert one("select name from authors where id = ?", number)  # loop: slowly
    time.sleep(0.001)

for number in WANTED:
    rate = ask(address, f"currency {number}")
    cursor.execute(f"insert into rates values ({mark}, {mark})", (f"currency {number}", rate))  # loop: rate

for number in WANTED:
    doubled = in_child(number)
    assert one("select name from pages where id = ?", doubled)  # loop: pages

assert ask(address, "end") == ""
os.waitpid(service, 0)
