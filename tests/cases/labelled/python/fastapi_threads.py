"""FastAPI: a synchronous endpoint with a loop in the thread pool, and one statement a request beside it."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding endpoint kind=n+1 n=12 episodes=3 table=authors parent=books link=author

import sqlite3
import sys
import threading

import httpx
import uvicorn
from fastapi import FastAPI

app = FastAPI()
local = threading.local()


def query(statement, *parameters):
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(sys.argv[2], isolation_level=None)
    return local.connection.execute(statement, parameters).fetchall()


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 12)"
    query("create table authors (id integer primary key, name text)")
    query("create table books (title text, author integer)")
    query(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    query(f"insert into books {numbers} select 'book ' || i, 700 + i * 13 from n")


@app.get("/shelf")
def shelf():
    names = []
    for title, author in query("select title, author from books"):
        names.append(query("select name from authors where id = ?", author)[0][0])  # loop: endpoint
    return names


@app.get("/book/{author}")
def book(author: int):
    return query("select title from books where author = ?", author)


def ask(server):
    address = "http://127.0.0.1:%d" % server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client() as client:
        for _ in range(3):
            assert len(client.get(f"{address}/shelf").json()) == 12
        for number in range(1, 13):
            assert client.get(f"{address}/book/{700 + 13 * number}").json()
    server.should_exit = True


class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        threading.Thread(target=ask, args=(self,)).start()


set_up()
Server(uvicorn.Config(app, port=0, log_level="error")).run()
