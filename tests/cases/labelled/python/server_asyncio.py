"""An asyncio server, one query for each of 320 requests by four clients; psycopg 3, or sqlite3 in the event loop."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: dismissed "one per request or message"

import asyncio
import sys


class Store:
    async def open(self):
        if sys.argv[1] == "sqlite":
            import sqlite3

            self.connection = sqlite3.connect(sys.argv[2], isolation_level=None)
        else:
            import psycopg

            self.connection = await psycopg.AsyncConnection.connect("", autocommit=True)
        await self.run("create table songs (id integer primary key, title text)")
        await self.run("""
            insert into songs with recursive n(i) as (select 0 union all select i + 1 from n where i < 319)
            select i, 'song ' || i from n""")

    async def run(self, statement, *parameters):
        if sys.argv[1] == "sqlite":
            return self.connection.execute(statement, parameters).fetchall()
        cursor = await self.connection.execute(statement.replace("?", "%s"), parameters)
        return await cursor.fetchall() if cursor.description else []

    async def close(self):
        closing = self.connection.close()
        if closing:
            await closing


async def serve(store, reader, writer):
    while line := await reader.readline():
        (title,), = await store.run("select title from songs where id = ?", int(line))
        writer.write(title.encode() + b"\n")
        await writer.drain()
    writer.close()


async def client(address, number):
    reader, writer = await asyncio.open_connection(*address)
    for song in range(number * 80, number * 80 + 80):
        writer.write(b"%d\n" % song)
        assert await reader.readline() == b"song %d\n" % song
    writer.close()
    await writer.wait_closed()


async def main():
    store = Store()
    await store.open()
    server = await asyncio.start_server(lambda *streams: serve(store, *streams), "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    await asyncio.gather(*[client(address, number) for number in range(4)])
    server.close()
    await store.close()


asyncio.run(main())
