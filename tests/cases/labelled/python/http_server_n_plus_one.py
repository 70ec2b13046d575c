"""A threaded HTTP server whose page of ten entries asks for the author of each; thirty requests."""
# loopline: databases sqlite postgresql
# loopline: finding entry-author kind=n+1 n=10 episodes=30 table=authors
# loopline: finding entry-author parent=entries link=author_id confidence=confirmed
# loopline: twin

import http.client
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FIXED = sys.argv[-1] == "fixed"


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


def query(connection, statement, *parameters):
    cursor = connection.cursor()
    cursor.execute(statement if sys.argv[1] == "sqlite" else statement.replace("?", "%s"), parameters)
    return cursor.fetchall() if cursor.description else []


def set_up():
    connection = connect()
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)"
    query(connection, "create table authors (id integer primary key, name text)")
    query(connection, "create table entries (id integer primary key, author_id integer)")
    query(connection, f"insert into authors {numbers} select 700 + i * 3, 'author ' || i from n")
    query(connection, f"insert into entries {numbers} select i, 700 + i * 3 from n")
    connection.commit()
    connection.close()


def page(connection, number):
    entries = query(
        connection, "select id, author_id from entries where id >= ? and id < ?", number * 10, number * 10 + 10)
    names = []
    for _, author in entries:  # header: entry-author
        names += query(connection, "select name from authors where id = ?", author)  # loop: entry-author
    return names


def page_fixed(connection, number):
    return query(connection, """
        select a.name from entries e join authors a on a.id = e.author_id where e.id >= ? and e.id < ?""",
        number * 10, number * 10 + 10)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        connection = connect()
        number = int(self.path.rpartition("/")[2])
        body = json.dumps((page_fixed if FIXED else page)(connection, number)).encode()
        connection.close()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


set_up()
with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    for request in range(30):
        client = http.client.HTTPConnection(*server.server_address)
        client.request("GET", f"/page/{request % 10}")
        assert len(json.loads(client.getresponse().read())) == 10
        client.close()
    server.shutdown()
