"""Three forked workers accept from one socket and answer each request with one query."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import os
import socket
import sys

WORKERS = 3


class Worker:
    def __init__(self, listener):
        self.listener = listener
        if sys.argv[1] == "sqlite":
            import sqlite3

            self.connection = sqlite3.connect(sys.argv[2])
            self.statement = "select balance from accounts where number = ?"
        else:
            import psycopg2

            self.connection = psycopg2.connect("")
            self.statement = "select balance from accounts where number = %s"

    def balance(self, number):
        cursor = self.connection.cursor()
        cursor.execute(self.statement, (number,))
        (balance,) = cursor.fetchone()
        self.connection.rollback()
        return balance

    def run(self):
        while True:
            client, _ = self.listener.accept()
            with client, client.makefile("rw") as stream:
                request = stream.readline().strip()
                if request == "quit":
                    return
                stream.write(f"{self.balance(int(request))}\n")


def ask(address, request):
    with socket.create_connection(address) as client, client.makefile("rw") as stream:
        stream.write(request + "\n")
        stream.flush()
        return stream.readline()


def set_up():
    worker = Worker(None)
    cursor = worker.connection.cursor()
    cursor.execute("create table accounts (number integer primary key, balance integer)")
    cursor.execute("""
        insert into accounts with recursive n(i) as (select 0 union all select i + 1 from n where i < 240)
        select i, i * 10 from n""")
    worker.connection.commit()
    worker.connection.close()


set_up()
with socket.create_server(("127.0.0.1", 0)) as listener:
    children = []
    for _ in range(WORKERS):
        child = os.fork()
        if child == 0:
            Worker(listener).run()
            sys.exit()
        children.append(child)
    for number in range(240):
        assert ask(listener.getsockname(), str(number)) == f"{number * 10}\n"
    for child in children:
        ask(listener.getsockname(), "quit")
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
