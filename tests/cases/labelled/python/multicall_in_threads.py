"""A server with a thread a request: the library's own loop calls the program for each item of a batch that a client sends."""
# loopline: databases sqlite
# loopline: finding author kind=n+1 n=12 table=authors

import sqlite3
import sys
import threading
import xmlrpc.client
from socketserver import ThreadingMixIn
from xmlrpc.server import SimpleXMLRPCServer

database = sqlite3.connect(sys.argv[2], check_same_thread=False)
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 12)"
database.execute("create table authors (id integer primary key, name text)")
database.execute(f"insert into authors {numbers} select 500 + i * 7, 'author ' || i from n")
database.commit()


def author(number):
    return database.execute("select name from authors where id = ?", (number,)).fetchone()[0]  # loop: author


class Server(ThreadingMixIn, SimpleXMLRPCServer):
    pass


with Server(("127.0.0.1", 0), logRequests=False) as server:
    server.register_function(author)
    server.register_multicall_functions()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    for _ in range(3):
        with xmlrpc.client.ServerProxy(f"http://127.0.0.1:{server.server_address[1]}") as proxy:
            calls = xmlrpc.client.MultiCall(proxy)
            for number in range(1, 13):
                calls.author(500 + number * 7)
            assert len(list(calls())) == 12
    server.shutdown()
