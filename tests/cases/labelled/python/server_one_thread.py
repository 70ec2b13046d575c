"""http.server without threads: a connection for each of three hundred requests, one query each."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import http.client
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2], isolation_level=None), "?"
    import psycopg2

    connection = psycopg2.connect("")
    connection.autocommit = True
    return connection, "%s"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        word = parse_qs(urlsplit(self.path).query)["word"][0]
        cursor = self.server.connection.cursor()
        cursor.execute(f"select meaning from dictionary where word = {self.server.mark}", (word,))
        row = cursor.fetchone()
        body = (row[0] if row else "?").encode()
        self.send_response(200 if row else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def look_up(address, answers):
    for number in range(300):
        client = http.client.HTTPConnection(*address)
        client.request("GET", f"/?word=word{number}")
        answers.append(client.getresponse().status)
        client.close()


answers = []
with HTTPServer(("127.0.0.1", 0), Handler) as server:
    server.connection, server.mark = connect()
    cursor = server.connection.cursor()
    cursor.execute("create table dictionary (word text primary key, meaning text)")
    cursor.execute("""
        insert into dictionary with recursive n(i) as (select 0 union all select i + 1 from n where i < 199)
        select 'word' || i, 'meaning ' || i from n""")
    client = threading.Thread(target=look_up, args=(server.server_address, answers))
    client.start()
    for _ in range(300):
        server.handle_request()
    client.join()
assert answers.count(200) == 200 and answers.count(404) == 100
