"""A DataLoader in asyncio: all keys of one turn of the event loop in one statement, over ten turns."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: dismissed "batch"

import asyncio
import sys


class Database:
    async def open(self):
        if sys.argv[1] == "sqlite":
            import sqlite3

            self.connection = sqlite3.connect(sys.argv[2])
        else:
            import psycopg

            self.connection = await psycopg.AsyncConnection.connect("")

    async def fetch(self, statement, *parameters):
        if sys.argv[1] == "sqlite":
            return self.connection.execute(statement, parameters).fetchall()
        cursor = await self.connection.execute(statement.replace("?", "%s"), parameters)
        return await cursor.fetchall() if cursor.description else []


class DataLoader:
    def __init__(self, fetch_many):
        self.fetch_many = fetch_many
        self.futures = {}

    def load(self, key):
        if not self.futures:
            asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(self.dispatch()))
        if key not in self.futures:
            self.futures[key] = asyncio.get_running_loop().create_future()
        return self.futures[key]

    async def dispatch(self):
        futures, self.futures = self.futures, {}
        found = await self.fetch_many(list(futures))
        for key, future in futures.items():
            future.set_result(found[key])


async def main():
    database = Database()
    await database.open()
    await database.fetch("create table colours (id integer primary key, name text)")
    await database.fetch("""
        insert into colours with recursive n(i) as (select 0 union all select i + 1 from n where i < 199)
        select i, 'colour ' || i from n""")

    async def colours(keys):
        marks = ", ".join("?" * len(keys))
        return dict(await database.fetch(f"select id, name from colours where id in ({marks})", *keys))

    loader = DataLoader(colours)
    names = []
    for page in range(10):
        names += await asyncio.gather(*[loader.load(page * 20 + i) for i in range(20)])
    assert names[199] == "colour 199"


asyncio.run(main())
