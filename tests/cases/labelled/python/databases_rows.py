"""The package `databases` over aiosqlite: a look-up is awaited for each row."""
# loopline: databases sqlite
# loopline: needs asynchronous
# loopline: finding book-author kind=n+1 n=20 episodes=1 table=authors parent=books link=author confidence=confirmed
# loopline: twin

import asyncio
import sys

from databases import Database


async def set_up(database):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)"
    await database.execute("create table authors (id integer primary key, name text)")
    await database.execute("create table books (title text, author integer)")
    await database.execute(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    await database.execute(f"insert into books {numbers} select 'book ' || i, 700 + i * 13 from n")


async def shelf(database):
    names = []
    for book in await database.fetch_all("select title, author from books"):  # header: book-author
        found = await database.fetch_one("select name from authors where id = :id", {"id": book.author})  # loop: book-author
        names.append(found.name)
    return names


async def shelf_fixed(database):
    return await database.fetch_all("select b.title, a.name from books b join authors a on a.id = b.author")


async def main():
    async with Database("sqlite+aiosqlite:///" + sys.argv[2]) as database:
        await set_up(database)
        assert len(await (shelf_fixed if sys.argv[-1] == "fixed" else shelf)(database)) == 20


asyncio.run(main())
