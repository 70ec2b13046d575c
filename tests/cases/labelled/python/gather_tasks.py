"""asyncio: tasks that are made in a loop and gathered, a TaskGroup's, and one of a time-out for each row."""
# loopline: databases sqlite
# loopline: finding shelf-author kind=n+1 n=40 table=authors parent=books link=author confidence=confirmed
# loopline: finding page-shop kind=n+1 n=30 table=shops parent=books link=shop confidence=confirmed
# loopline: finding index-publisher kind=n+1 n=20 table=publishers parent=books link=publisher confidence=confirmed
# loopline: twin

import asyncio
import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2], isolation_level=None)


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
    connection.execute("create table authors (id integer primary key, name text)")
    connection.execute("create table shops (id integer primary key, name text)")
    connection.execute("create table publishers (id integer primary key, name text)")
    connection.execute("create table books (number integer, author integer, shop integer, publisher integer)")
    connection.execute(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    connection.execute(f"insert into shops {numbers} select 90000 + i * 7, 'shop ' || i from n")
    connection.execute(f"insert into publishers {numbers} select 5000000 + i * 3, 'publisher ' || i from n")
    connection.execute(
        f"insert into books {numbers} select i, 700 + i * 13, 90000 + i * 7, 5000000 + i * 3 from n")


async def query(statement, *parameters):
    await asyncio.sleep(0)
    rows = connection.execute(statement, parameters).fetchall()
    await asyncio.sleep(0)
    return rows


async def author(number):
    return (await query("select name from authors where id = ?", number))[0][0]


async def shop(number):
    return (await query("select name from shops where id = ?", number))[0][0]


async def publisher(number):
    return (await query("select name from publishers where id = ?", number))[0][0]


async def shelf():
    tasks = []
    for number, in await query("select author from books"):
        tasks.append(asyncio.create_task(author(number)))
    return len(await asyncio.gather(*tasks))  # loop: shelf-author


async def page():
    rows = await query("select shop from books where number <= 30")
    done, _ = await asyncio.wait([asyncio.create_task(shop(number)) for number, in rows])  # loop: page-shop
    return len(done)


async def index():
    names = []
    for number, in await query("select publisher from books where number > 20"):
        names.append(await asyncio.wait_for(publisher(number), 5))  # loop: index-publisher
    return len(names)


async def main():
    assert (await shelf(), await page(), await index()) == (40, 30, 20)


async def main_fixed():
    joined = "select a.name, s.name, p.name from books b join authors a on a.id = b.author" \
        " join shops s on s.id = b.shop join publishers p on p.id = b.publisher"
    assert len(await query(joined)) == 40


set_up()
asyncio.run((main_fixed if sys.argv[-1] == "fixed" else main)())
