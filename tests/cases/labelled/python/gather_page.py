"""asyncio: for each request of a client, a page gathers three statements, each of them once."""
# loopline: databases sqlite

import asyncio
import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2], isolation_level=None)


async def query(statement, *parameters):
    await asyncio.sleep(0)
    row = connection.execute(statement, parameters).fetchone()
    await asyncio.sleep(0)
    return row[0]


async def title(number):
    return await query("select title from songs where id = ?", number)


async def next_title(number):
    return await query("select title from songs where id > ? order by id limit 1", number)


async def votes(number):
    return await query("select count(*) from votes where song = ?", number)


async def serve(reader, writer):
    while line := await reader.readline():
        number = int(line)
        page = await asyncio.gather(title(number), next_title(number), votes(number))
        writer.write(f"{page}\n".encode())
        await writer.drain()
    writer.close()


async def client(address, number):
    reader, writer = await asyncio.open_connection(*address)
    for song in range(number * 40, number * 40 + 40):
        writer.write(b"%d\n" % song)
        assert (await reader.readline()).startswith(b"['song %d'" % song)
    writer.close()
    await writer.wait_closed()


async def main():
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 160)"
    connection.execute("create table songs (id integer primary key, title text)")
    connection.execute("create table votes (song integer)")
    connection.execute(f"insert into songs {numbers} select i, 'song ' || i from n")
    connection.execute(f"insert into votes {numbers} select i from n")
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    await asyncio.gather(*[client(address, number) for number in range(4)])
    server.close()


asyncio.run(main())
