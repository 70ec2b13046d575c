"""A server of one thread over selectors: five clients, forty requests each, one query a request."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import selectors
import socket
import sys
import threading

mark = "?" if sys.argv[1] == "sqlite" else "%s"
CLIENTS = 5


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


class Server:
    def __init__(self, listener):
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, self.accept)
        self.cursor = connect().cursor()
        self.served = 0

    def accept(self, listener):
        client, _ = listener.accept()
        self.selector.register(client, selectors.EVENT_READ, self.answer)

    def answer(self, client):
        request = client.recv(100)
        if not request:
            self.selector.unregister(client)
            client.close()
            self.served += 1
            return
        self.cursor.execute(f"select height from peaks where name = {mark}", (request.decode().strip(),))
        client.sendall(b"%d\n" % self.cursor.fetchone()[0])

    def run(self):
        while self.served < CLIENTS:
            for key, _ in self.selector.select():
                key.data(key.fileobj)


def ask(address, first):
    with socket.create_connection(address) as client, client.makefile("rw") as stream:
        for number in range(first, first + 40):
            stream.write(f"peak {number}\n")
            stream.flush()
            assert stream.readline() == f"{1000 + number}\n"


connection = connect()
cursor = connection.cursor()
cursor.execute("create table peaks (name text primary key, height integer)")
cursor.execute("""
    insert into peaks with recursive n(i) as (select 0 union all select i + 1 from n where i < 199)
    select 'peak ' || i, 1000 + i from n""")
connection.commit()
connection.close()

with socket.create_server(("127.0.0.1", 0)) as listener:
    clients = [
        threading.Thread(target=ask, args=(listener.getsockname(), number * 40)) for number in range(CLIENTS)
    ]
    server = Server(listener)
    for client in clients:
        client.start()
    server.run()
    for client in clients:
        client.join()
