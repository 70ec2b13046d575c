"""
Strawberry on FastAPI, asked in this process: authors and their posts, as books.

    python with_strawberry.py sync|async|batched
"""

import asyncio
import os
import sys
from typing import List

import httpx
import strawberry
from fastapi import FastAPI
from strawberry.dataloader import DataLoader
from strawberry.fastapi import GraphQLRouter

ALL_AUTHORS = "select id, name from authors order by id"
POSTS_OF_AUTHOR = "select id, title from posts where author_id = ?"


class SqliteDatabase:
    def __init__(self, path):
        import sqlite3

        self.connection = sqlite3.connect(path, isolation_level=None)

    def fetch(self, statement, *parameters):
        return self.connection.execute(statement, parameters).fetchall()

    async def fetch_async(self, statement, *parameters):
        await asyncio.sleep(0)
        return self.fetch(statement, *parameters)


class PostgresqlDatabase:
    """One connection for each way, opened when it is first needed."""

    def __init__(self):
        self.connection = None
        self.async_connection = None

    def fetch(self, statement, *parameters):
        import psycopg

        self.connection = self.connection or psycopg.connect("", autocommit=True)
        return self.connection.execute(statement.replace("?", "%s"), parameters).fetchall()

    async def fetch_async(self, statement, *parameters):
        import psycopg

        self.async_connection = self.async_connection or await psycopg.AsyncConnection.connect("", autocommit=True)
        cursor = await self.async_connection.execute(statement.replace("?", "%s"), parameters)
        return await cursor.fetchall()


kind, _, path = os.environ["BLOG_DATABASE"].partition(":")
database = SqliteDatabase(path) if kind == "sqlite" else PostgresqlDatabase()


@strawberry.type
class Book:
    id: int
    title: str


async def load_books(author_ids):
    marks = ", ".join("?" * len(author_ids))
    statement = f"select author_id, id, title from posts where author_id in ({marks})"
    rows = await database.fetch_async(statement, *author_ids)
    books = {}
    for author_id, book_id, title in rows:
        books.setdefault(author_id, []).append(Book(id=book_id, title=title))
    return [books.get(author_id, []) for author_id in author_ids]


@strawberry.type
class Author:
    id: int
    name: str

    @strawberry.field
    def books(self) -> List[Book]:
        rows = database.fetch(POSTS_OF_AUTHOR, self.id)  # sync resolver
        return [Book(id=book_id, title=title) for book_id, title in rows]

    @strawberry.field
    async def books_async(self) -> List[Book]:
        rows = await database.fetch_async(POSTS_OF_AUTHOR, self.id)  # async resolver
        return [Book(id=book_id, title=title) for book_id, title in rows]

    @strawberry.field
    async def books_batched(self, info: strawberry.Info) -> List[Book]:
        return await info.context["books"].load(self.id)


@strawberry.type
class Query:
    @strawberry.field
    def authors(self) -> List[Author]:
        return [Author(id=author_id, name=name) for author_id, name in database.fetch(ALL_AUTHORS)]

    @strawberry.field
    async def authors_async(self) -> List[Author]:
        return [Author(id=author_id, name=name) for author_id, name in await database.fetch_async(ALL_AUTHORS)]


async def context():
    return {"books": DataLoader(load_fn=load_books)}


QUERIES = {
    "sync": "{ authors { name books { title } } }",
    "async": "{ authors: authorsAsync { name books: booksAsync { title } } }",
    "batched": "{ authors: authorsAsync { name books: booksBatched { title } } }",
}


async def main(way):
    app = FastAPI()
    app.include_router(GraphQLRouter(strawberry.Schema(query=Query), context_getter=context), prefix="/graphql")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        response = await client.post("/graphql", json={"query": QUERIES[way]})
    print(sum(len(author["books"]) for author in response.json()["data"]["authors"]))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
