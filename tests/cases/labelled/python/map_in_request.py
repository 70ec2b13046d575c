"""A server whose page sorts the players of a team by what a look-up says: the loop is sorted()'s, not the server's."""
# loopline: databases sqlite
# loopline: finding rank kind=n+1 n=9 table=ranks

import http.client
import sqlite3
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

database = sqlite3.connect(sys.argv[2], check_same_thread=False)
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 9)"
database.execute("create table ranks (player integer primary key, place integer)")
database.execute(f"insert into ranks {numbers} select 500 + i * 7, 10 - i from n")
database.commit()
TEAM = [500 + number * 7 for number in range(1, 10)]


def rank(player):
    return database.execute("select place from ranks where player = ?", (player,)).fetchone()[0]


def page(environ, start_response):
    best = sorted(TEAM, key=rank)  # loop: rank, header: rank
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(best[0]).encode()]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


with make_server("127.0.0.1", 0, page, handler_class=Quiet) as server:
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    for _ in range(4):
        client = http.client.HTTPConnection(*server.server_address)
        client.request("GET", "/")
        assert client.getresponse().read() == b"563"
        client.close()
    server.shutdown()
