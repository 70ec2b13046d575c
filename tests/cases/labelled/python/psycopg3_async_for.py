"""psycopg 3, asynchronous: rows of one connection by async for, their details by another."""
# loopline: databases postgresql
# loopline: needs current
# loopline: finding port-ships kind=n+1 n=24 episodes=1 table=ships parent=ports link=code confidence=confirmed
# loopline: twin

import asyncio
import sys

import psycopg


async def set_up(connection):
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 71)"
    await connection.execute("create table ports (code text primary key, name text)")
    await connection.execute("create table ships (id integer primary key, port text)")
    await connection.execute(f"insert into ports {numbers} select 'PO' || (i * 9 + 100), 'p' || i from n where i < 24")
    await connection.execute(f"insert into ships {numbers} select i, 'PO' || (i / 3 * 9 + 100) from n")


async def ships_in(connection, port):
    cursor = await connection.execute("select count(*) from ships where port = %s", (port,))
    return (await cursor.fetchone())[0]


async def report(connection, other):
    cursor = await connection.execute("select code, name from ports order by name")
    lines = []
    async for code, name in cursor:  # header: port-ships
        lines.append((name, await ships_in(other, code)))  # loop: port-ships
    return lines


async def report_fixed(connection, _):
    cursor = await connection.execute(
        "select p.name, count(*) from ports p join ships s on s.port = p.code group by p.name")
    return [row async for row in cursor]


async def main():
    async with (
        await psycopg.AsyncConnection.connect("", autocommit=True) as first,
        await psycopg.AsyncConnection.connect("", autocommit=True) as second,
    ):
        await set_up(first)
        lines = await (report_fixed if sys.argv[-1] == "fixed" else report)(first, second)
        assert len(lines) == 24 and {count for _, count in lines} == {3}


asyncio.run(main())
