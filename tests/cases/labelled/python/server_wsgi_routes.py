"""wsgiref with a small router in the manner of Flask: 240 requests to two routes, one query each."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import functools
import http.client
import json
import re
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server


class App:
    def __init__(self):
        self.routes = []

    def route(self, pattern):
        def register(view):
            self.routes.append((re.compile(pattern + "$"), view))
            return view

        return register

    def __call__(self, environ, start_response):
        for pattern, view in self.routes:
            if match := pattern.match(environ["PATH_INFO"]):
                body = json.dumps(view(**match.groupdict())).encode()
                start_response("200 OK", [("Content-Type", "application/json")])
                return [body]
        start_response("404 Not Found", [])
        return [b""]


app = App()


@functools.cache
def database():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2], check_same_thread=False)
    import psycopg2

    return psycopg2.connect("")


def query(statement, *parameters):
    cursor = database().cursor()
    cursor.execute(statement if sys.argv[1] == "sqlite" else statement.replace("?", "%s"), parameters)
    return cursor.fetchall() if cursor.description else None


@app.route(r"/city/(?P<number>\d+)")
def city(number):
    return query("select name from cities where id = ?", int(number))


@app.route(r"/country/(?P<code>\w+)")
def country(code):
    return query("select name from countries where code = ?", code)


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 120)"
query("create table cities (id integer primary key, name text)")
query("create table countries (code text primary key, name text)")
query(f"insert into cities {numbers} select i, 'city ' || i from n")
query(f"insert into countries {numbers} select 'c' || i, 'country ' || i from n")
database().commit()

with make_server("127.0.0.1", 0, app, handler_class=QuietHandler) as server:
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    for number in range(1, 121):
        for path in (f"/city/{number}", f"/country/c{number}"):
            client = http.client.HTTPConnection(*server.server_address)
            client.request("GET", path)
            assert len(json.loads(client.getresponse().read())) == 1
            client.close()
    server.shutdown()
    serving.join()
