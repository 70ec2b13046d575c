"""multiprocessing.connection: a service answers pickled requests, a look-up or a stored row for each."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import multiprocessing.connection
import os
import sys

mark = "?" if sys.argv[1] == "sqlite" else "%s"


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


class Service:
    def __init__(self):
        self.connection = connect()
        self.cursor = self.connection.cursor()
        self.cursor.execute("create table entries (name text primary key, value integer)")
        self.connection.commit()

    def put(self, name, value):
        self.cursor.execute(f"insert into entries values ({mark}, {mark})", (name, value))
        self.connection.commit()

    def get(self, name):
        self.cursor.execute(f"select value from entries where name = {mark}", (name,))
        return self.cursor.fetchone()[0]

    def serve(self, client):
        while True:
            try:
                method, *arguments = client.recv()
            except EOFError:
                return
            client.send(getattr(self, method)(*arguments))


with multiprocessing.connection.Listener(("127.0.0.1", 0)) as listener:
    person = os.fork()
    if person == 0:
        with multiprocessing.connection.Client(listener.address) as service:
            for number in range(50):
                service.send(("put", f"entry {number}", number * 3))
                assert service.recv() is None
            for number in range(50):
                service.send(("get", f"entry {number}"))
                assert service.recv() == number * 3
        os._exit(0)
    with listener.accept() as client:
        Service().serve(client)
assert os.waitpid(person, 0)[1] == 0
