"""An asyncio server over psycopg 3: four clients at once, eight pages each, an author asked for per post."""
# loopline: databases postgresql
# loopline: needs current
# loopline: finding post-author kind=n+1 n=9 episodes=32 table=authors
# loopline: finding post-author parent=posts link=author_id confidence=confirmed
# loopline: twin

import asyncio
import socket
import sys
import threading

import psycopg

FIXED = sys.argv[-1] == "fixed"


async def set_up():
    async with await psycopg.AsyncConnection.connect("") as connection:
        numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 287)"
        await connection.execute("create table authors (id integer primary key, name text)")
        await connection.execute("create table posts (id integer primary key, page integer, author_id integer)")
        await connection.execute(f"insert into authors {numbers} select 40000 + i * 3, 'author ' || i from n")
        await connection.execute(f"insert into posts {numbers} select i, i / 9, 40000 + i * 3 from n")


async def fetch(connection, statement, parameter):
    cursor = await connection.execute(statement, (parameter,))
    return await cursor.fetchall()


async def render(connection, page):
    if FIXED:
        return await fetch(
            connection, "select a.name from posts p join authors a on a.id = p.author_id where p.page = %s", page)
    names = []
    for _, author in await fetch(connection, "select id, author_id from posts where page = %s", page):
        names += await fetch(connection, "select name from authors where id = %s", author)  # loop: post-author
    return names


class Server:
    async def open(self):
        self.pool = asyncio.Queue()
        for _ in range(4):
            self.pool.put_nowait(await psycopg.AsyncConnection.connect("", autocommit=True))

    async def serve(self, reader, writer):
        while line := await reader.readline():
            connection = await self.pool.get()
            names = await render(connection, int(line))
            self.pool.put_nowait(connection)
            writer.write(f"{len(names)}\n".encode())
            await writer.drain()
        writer.close()


def client(address, number, barrier):
    with socket.create_connection(address) as connection, connection.makefile("rw") as stream:
        barrier.wait()
        for request in range(8):
            stream.write(f"{number * 8 + request}\n")
            stream.flush()
            assert stream.readline() == "9\n"


async def main():
    await set_up()
    server = Server()
    await server.open()
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    address = listener.sockets[0].getsockname()
    barrier = threading.Barrier(4)
    await asyncio.gather(*[asyncio.to_thread(client, address, number, barrier) for number in range(4)])
    listener.close()
    while not server.pool.empty():
        await server.pool.get_nowait().close()


asyncio.run(main())
