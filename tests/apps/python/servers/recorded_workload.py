"""
The same requests in whatever order four clients come to ask them: MODE DATABASE SEED. The seed decides how long a client
waits before each request, and so which requests meet.
"""

import os
import random
import socket
import socketserver
import sqlite3
import sys
import threading

MODE, DATABASE, SEED = sys.argv[1:]
PAGES = ("list", "item", "short", "count", "save")
REQUESTS = 8 if MODE == "threads" else 2  # of each client, of each page; a process for each takes its time


def open_database():
    connection = sqlite3.connect(DATABASE, isolation_level=None, timeout=30)
    connection.execute("pragma busy_timeout = 30000")
    return connection


def author(connection, number):
    return connection.execute("select name from authors where id = ?", (number,)).fetchone()


def page_list(connection, number):
    for (writer,) in connection.execute("select author from posts where page = ? order by id", (number,)).fetchall():
        author(connection, writer)  # loop of list


def page_item(connection, number):
    author(connection, 100 + number)


def page_short(connection, number):
    for (writer,) in connection.execute("select author from posts where page = ? order by id limit 2",
                                        (number,)).fetchall():
        connection.execute("select motto from mottos where author = ?", (writer,)).fetchall()


def page_count(connection, number):
    for _ in range(6):
        connection.execute("select count(*) from settings").fetchone()  # loop of count


def page_save(connection, number):
    for step in range(7):
        connection.execute("insert into steps values (?, ?)", (number, step))  # loop of save


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        page, number = self.rfile.readline().decode().split()
        connection = open_database()
        globals()["page_" + page](connection, int(number))
        connection.close()
        self.wfile.write(b"done\n")


class Threads(socketserver.ThreadingMixIn, socketserver.TCPServer):
    request_queue_size = 64


class Forks(socketserver.ForkingMixIn, socketserver.TCPServer):
    request_queue_size = 64


def ask(address, client):
    delays = random.Random(f"{SEED} {client}")
    asked = [page for page in PAGES for _ in range(REQUESTS)]
    delays.shuffle(asked)
    for number, page in enumerate(asked):
        threading.Event().wait(delays.random() * 0.004)
        with socket.create_connection(address) as stream:
            stream.sendall(f"{page} {number % 8}\n".encode())
            assert stream.makefile("rb").readline() == b"done\n"


def fill():
    connection = open_database()
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 159)"
    for table in ("authors (id integer primary key, name text)", "mottos (author integer, motto text)", "settings (x)",
                  "posts (id integer primary key, page integer, author integer)", "steps (number, step)"):
        connection.execute(f"create table {table}")
    connection.execute(f"insert into authors {numbers} select i + 100, 'author ' || i from n")
    connection.execute(f"insert into posts {numbers} select i, i % 8, i * 7 % 160 + 100 from n")
    connection.close()


fill()
with {"threads": Threads, "forks": Forks}[MODE](("127.0.0.1", 0), Handler) as server:
    clients = os.fork()  # before there is a thread
    if not clients:
        asking = [threading.Thread(target=ask, args=(server.server_address, client)) for client in range(4)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        os._exit(0)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    if MODE == "threads":
        serving.start()
        os.waitpid(clients, 0)
        server.shutdown()
        serving.join()
    else:
        for _ in range(4 * REQUESTS * len(PAGES)):
            server.handle_request()
        os.waitpid(clients, 0)
