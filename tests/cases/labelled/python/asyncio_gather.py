"""An asyncio server and its five clients in one event loop, the clients under asyncio.gather: feeds with many likes."""
# loopline: databases postgresql
# loopline: needs earlier
# loopline: finding entry-likes kind=n+1 n=11 episodes=20 table=likes parent=entries link=id confidence=confirmed
# loopline: twin

import asyncio
import sys

import psycopg

FIXED = sys.argv[-1] == "fixed"


async def set_up(connection):
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 219)"
    await connection.execute("create table entries (id bigint primary key, feed integer)")
    await connection.execute("create table likes (entry_id bigint, amount integer)")
    await connection.execute(f"insert into entries {numbers} select 90000000000 + i, i / 11 from n")
    await connection.execute(f"insert into likes {numbers} select 90000000000 + i, 2 from n")


async def likes(connection, entry):
    cursor = await connection.execute("select amount from likes where entry_id = %s", (entry,))
    return (await cursor.fetchone())[0]


async def feed(connection, number):
    cursor = await connection.execute("select id from entries where feed = %s", (number,))
    return [await likes(connection, entry) for entry, in await cursor.fetchall()]  # loop: entry-likes


async def feed_fixed(connection, number):
    cursor = await connection.execute(
        "select l.amount from entries e join likes l on l.entry_id = e.id where e.feed = %s", (number,))
    return [amount for amount, in await cursor.fetchall()]


async def serve(reader, writer):
    """One connection to the database for every client that is connected."""
    async with await psycopg.AsyncConnection.connect("", autocommit=True) as connection:
        while line := await reader.readline():
            amounts = await (feed_fixed if FIXED else feed)(connection, int(line))
            writer.write(b"%d\n" % sum(amounts))
            await writer.drain()
    writer.close()


async def client(address, number):
    reader, writer = await asyncio.open_connection(*address)
    for request in range(4):
        writer.write(b"%d\n" % (number * 4 + request))
        await writer.drain()
        assert await reader.readline() == b"22\n"
    writer.close()
    await writer.wait_closed()


async def main():
    async with await psycopg.AsyncConnection.connect("", autocommit=True) as connection:
        await set_up(connection)
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    await asyncio.gather(*[client(address, number) for number in range(5)])
    server.close()


asyncio.run(main())
