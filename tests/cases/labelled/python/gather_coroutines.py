"""asyncio.gather over coroutines: a look-up on aiosqlite for each row, all at once."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding book-author kind=n+1 n=20 table=authors parent=books link=author confidence=confirmed
# loopline: twin

import asyncio
import sys

import aiosqlite


async def set_up(db):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)"
    await db.execute("create table authors (id integer primary key, name text)")
    await db.execute("create table books (title text, author integer)")
    await db.execute(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    await db.execute(f"insert into books {numbers} select 'book ' || i, 700 + i * 13 from n")
    await db.commit()


async def author_name(db, author):
    async with db.execute("select name from authors where id = ?", (author,)) as cursor:
        return (await cursor.fetchone())[0]


async def shelf(db):
    rows = await db.execute_fetchall("select title, author from books")
    return await asyncio.gather(*[author_name(db, author) for title, author in rows])  # loop: book-author


async def shelf_fixed(db):
    return await db.execute_fetchall("select b.title, a.name from books b join authors a on a.id = b.author")


async def main():
    async with aiosqlite.connect(sys.argv[2]) as db:
        await set_up(db)
        assert len(list(await (shelf_fixed if sys.argv[-1] == "fixed" else shelf)(db))) == 20


asyncio.run(main())
