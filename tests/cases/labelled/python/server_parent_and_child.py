"""Each of 150 requests reads one order and then its one customer: two statements and no loop."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import socketserver
import sys
import threading
import socket

mark = "?" if sys.argv[1] == "sqlite" else "%s"


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2], check_same_thread=False)
    import psycopg2

    return psycopg2.connect("")


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        cursor = self.server.database.cursor()
        for line in self.rfile:
            cursor.execute(f"select customer, cents from orders where number = {mark}", (int(line),))
            customer, cents = cursor.fetchone()
            cursor.execute(f"select name from customers where id = {mark}", (customer,))
            (name,) = cursor.fetchone()
            self.wfile.write(f"{name} pays {cents}\n".encode())


def ask(address):
    with socket.create_connection(address) as connection, connection.makefile("rw") as stream:
        for number in range(1, 151):
            stream.write(f"{number}\n")
            stream.flush()
            assert stream.readline() == f"customer {number} pays {number * 100}\n"


database = connect()
cursor = database.cursor()
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 150)"
cursor.execute("create table customers (id integer primary key, name text)")
cursor.execute("create table orders (number integer primary key, customer integer, cents integer)")
cursor.execute(f"insert into customers {numbers} select 9000 + i, 'customer ' || i from n")
cursor.execute(f"insert into orders {numbers} select i, 9000 + i, i * 100 from n")
database.commit()

with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
    server.database = database
    client = threading.Thread(target=ask, args=(server.server_address,))
    client.start()
    server.handle_request()
    client.join()
