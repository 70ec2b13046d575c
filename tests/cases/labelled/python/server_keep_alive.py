"""A threaded HTTP/1.1 server: three clients keep their connections and send a hundred requests each, of one query."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import http.client
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

local = threading.local()
mark = "?" if sys.argv[1] == "sqlite" else "%s"


def connection_of_thread():
    if not hasattr(local, "connection"):
        if sys.argv[1] == "sqlite":
            import sqlite3

            local.connection = sqlite3.connect(sys.argv[2])
        else:
            import psycopg2

            local.connection = psycopg2.connect("")
    return local.connection


def set_up():
    cursor = connection_of_thread().cursor()
    cursor.execute("create table articles (id integer primary key, title text)")
    cursor.execute("""
        insert into articles with recursive n(i) as (select 0 union all select i + 1 from n where i < 299)
        select i, 'article ' || i from n""")
    local.connection.commit()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        cursor = connection_of_thread().cursor()
        cursor.execute(f"select title from articles where id = {mark}", (int(self.path[1:]),))
        body = cursor.fetchone()[0].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def visit(address, first):
    client = http.client.HTTPConnection(*address)
    for number in range(first, first + 100):
        client.request("GET", f"/{number}")
        assert client.getresponse().read() == f"article {number}".encode()
    client.close()


set_up()
with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    visitors = [threading.Thread(target=visit, args=(server.server_address, first)) for first in (0, 100, 200)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    server.shutdown()
    serving.join()
