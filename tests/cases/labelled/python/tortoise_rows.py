"""Tortoise ORM over aiosqlite: a foreign key is awaited for each row."""
# loopline: databases sqlite
# loopline: needs asynchronous
# loopline: finding book-author kind=n+1 n=20 episodes=1 table=author parent=book link=author_id confidence=confirmed
# loopline: twin

import asyncio
import sys

from tortoise import Tortoise, fields
from tortoise.models import Model


class Author(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=40)


class Book(Model):
    id = fields.IntField(primary_key=True)
    author = fields.ForeignKeyField("models.Author")


async def names():
    found = []
    for book in await Book.all():  # header: book-author
        author = await book.author  # loop: book-author
        found.append(author.name)
    return found


async def names_fixed():
    return [book.author.name for book in await Book.all().select_related("author")]


async def main():
    await Tortoise.init(db_url="sqlite://" + sys.argv[2], modules={"models": ["__main__"]})
    await Tortoise.generate_schemas()
    await Author.bulk_create([Author(id=700 + 13 * i, name=f"author {i}") for i in range(20)])
    await Book.bulk_create([Book(id=1 + i, author_id=700 + 13 * i) for i in range(20)])
    assert len(await (names_fixed if sys.argv[-1] == "fixed" else names)()) == 20
    await Tortoise.close_connections()


asyncio.run(main())
