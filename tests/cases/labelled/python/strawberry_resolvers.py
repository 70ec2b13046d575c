"""Strawberry: an asynchronous resolver over psycopg 3 (sqlite3 otherwise) runs a query for each shop."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding shop-offers kind=n+1 n=20 episodes=1 table=offers parent=shops link=id confidence=confirmed
# loopline: twin

import asyncio
import sys

import strawberry
from strawberry.dataloader import DataLoader


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


database = Database()


async def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
    await database.fetch("create table shops (id integer primary key, name text)")
    await database.fetch("create table offers (id integer primary key, text text, shop_id integer)")
    await database.fetch(f"insert into shops {numbers} select 11 + i * 13, 'shop ' || i from n where i <= 20")
    await database.fetch(f"insert into offers {numbers} select i, 'offer ' || i, 11 + (i + 1) / 2 * 13 from n")


@strawberry.type
class Shop:
    id: int
    name: str

    @strawberry.field
    async def offers(self, info: strawberry.Info) -> list[str]:
        if info.context["offers"]:
            return await info.context["offers"].load(self.id)
        rows = await database.fetch("select text from offers where shop_id = ?", self.id)  # loop: shop-offers
        return [text for text, in rows]


@strawberry.type
class Query:
    @strawberry.field
    async def shops(self) -> list[Shop]:
        rows = await database.fetch("select id, name from shops order by id")
        return [Shop(id=key, name=name) for key, name in rows]


async def load_offers(keys):
    marks = ", ".join("?" * len(keys))
    rows = await database.fetch(f"select shop_id, text from offers where shop_id in ({marks})", *keys)
    return [[text for shop_id, text in rows if shop_id == key] for key in keys]


async def main():
    await database.open()
    await set_up()
    loader = DataLoader(load_fn=load_offers) if sys.argv[-1] == "fixed" else None
    schema = strawberry.Schema(query=Query)
    question = "{ shops { name offers } }"
    result = await schema.execute(question, context_value={"offers": loader})  # loop: shop-offers
    assert not result.errors, result.errors
    assert sum(len(shop["offers"]) for shop in result.data["shops"]) == 40


asyncio.run(main())
