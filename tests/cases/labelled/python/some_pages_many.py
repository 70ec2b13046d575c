"""Ten requests for pages, one after the other: three of them list nine parts each, the others two."""
# loopline: databases sqlite
# loopline: finding parts kind=n+1 table=parts n=9 episodes=3 confidence=likely

import os
import socket
import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2])
connection.execute("create table parts (id integer primary key, name text)")


def parts_of(page):
    return [7 * page + part for part in range(9 if page % 4 == 0 else 2)]


def render(page):
    for part in parts_of(page):
        connection.execute("select name from parts where id = ?", (part,)).fetchall()  # loop: parts


listening = socket.create_server(("127.0.0.1", 0))
if not os.fork():
    with socket.create_connection(listening.getsockname()) as stream:
        for number in range(10):
            stream.sendall(bytes([number]))
            assert stream.recv(1) == b"."
    os._exit(0)
client, _ = listening.accept()
while request := client.recv(1):
    render(request[0])
    client.sendall(b".")
os.wait()
