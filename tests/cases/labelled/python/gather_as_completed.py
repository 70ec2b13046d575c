"""asyncio: a task for each row, taken as they complete; beside them jobs that report to a queue when they are done."""
# loopline: databases sqlite
# loopline: finding book-author kind=n+1 n=40 table=authors parent=books link=author
# loopline: twin

import asyncio
import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2])


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
    connection.execute("create table authors (id integer primary key, name text)")
    connection.execute("create table books (title text, author integer)")
    connection.execute("create table mails (id integer primary key, address text)")
    connection.execute(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n")
    connection.execute(f"insert into books {numbers} select 'book ' || i, 700 + i * 13 from n")
    connection.execute(f"insert into mails {numbers} select i, 'user' || i from n")
    connection.commit()


async def author(number):
    await asyncio.sleep(0)
    return connection.execute("select name from authors where id = ?", (number,)).fetchone()[0]


async def shelf():
    books = connection.execute("select title, author from books").fetchall()
    names = []
    for done in asyncio.as_completed([author(number) for _, number in books]):
        names.append(await done)  # loop: book-author
    return names


async def shelf_fixed():
    joined = "select a.name from books b join authors a on a.id = b.author"
    return [name for (name,) in connection.execute(joined)]


async def send(number):
    await asyncio.sleep(0.0005)
    assert connection.execute("select address from mails where id = ?", (number,)).fetchone()


async def supervise(done, count):
    for _ in range(count):
        (await done.get()).result()


async def main():
    done = asyncio.Queue()
    supervisor = asyncio.create_task(supervise(done, 30))
    names = await (shelf_fixed if sys.argv[-1] == "fixed" else shelf)()
    for number in range(1, 31):  # what comes from outside, as from clients
        asyncio.create_task(send(number)).add_done_callback(done.put_nowait)
        await asyncio.sleep(0.001)
    await supervisor
    return names


set_up()
assert len(asyncio.run(main())) == 40
