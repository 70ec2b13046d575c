"""Piccolo over aiosqlite: a row's related object is fetched in a loop."""
# loopline: databases sqlite
# loopline: needs asynchronous
# loopline: finding book-author kind=n+1 n=20 episodes=1 table=author parent=book link=author confidence=confirmed
# loopline: twin

import asyncio
import sys

from piccolo.columns import ForeignKey, Integer, Varchar
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.table import Table

DB = SQLiteEngine(path=sys.argv[2])


class Author(Table, db=DB):
    id = Integer(primary_key=True)
    name = Varchar()


class Book(Table, db=DB):
    id = Integer(primary_key=True)
    author = ForeignKey(references=Author)


async def names():
    found = []
    for book in await Book.objects():  # header: book-author
        author = await Author.objects().get(Author.id == book.author)  # loop: book-author
        found.append(author.name)
    return found


async def names_fixed():
    return [book.author.name for book in await Book.objects(Book.author)]


async def main():
    await Author.create_table()
    await Book.create_table()
    await Author.insert(*[Author(id=700 + 13 * i, name=f"author {i}") for i in range(20)])
    await Book.insert(*[Book(id=1 + i, author=700 + 13 * i) for i in range(20)])
    assert len(await (names_fixed if sys.argv[-1] == "fixed" else names)()) == 20


asyncio.run(main())
