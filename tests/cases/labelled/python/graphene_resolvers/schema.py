"""Graphene: authors { books { title } }, with a resolver that runs one query for each author."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding author-books kind=n+1 n=25 episodes=1 table=books parent=authors link=id confidence=confirmed
# loopline: twin

import asyncio
import sys

import graphene

from loader import Loader

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
else:
    import psycopg2

    connection = psycopg2.connect("")


def query(statement, parameters=()):
    cursor = connection.cursor()
    cursor.execute(statement if sys.argv[1] == "sqlite" else statement.replace("?", "%s"), parameters)
    return cursor.fetchall() if cursor.description else []


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)"
    query("create table authors (id integer primary key, name text)")
    query("create table books (id integer primary key, title text, author_id integer)")
    query(f"insert into authors {numbers} select 40 + i * 7, 'author ' || i from n where i <= 25")
    query(f"insert into books {numbers} select i, 'book ' || i, 40 + (i + 1) / 2 * 7 from n")
    connection.commit()


def books_of_authors(keys):
    found = {}
    marks = ", ".join("?" * len(keys))
    for author_id, title in query(f"select author_id, title from books where author_id in ({marks})", keys):
        found.setdefault(author_id, []).append(Book(title=title))
    return found


class Book(graphene.ObjectType):
    title = graphene.String()


class Author(graphene.ObjectType):
    id = graphene.Int()
    name = graphene.String()
    books = graphene.List(Book)

    def resolve_books(self, info):
        if info.context["loader"]:
            return info.context["loader"].load(self.id)
        rows = query("select title from books where author_id = ?", (self.id,))  # loop: author-books
        return [Book(title=title) for title, in rows]


class Query(graphene.ObjectType):
    authors = graphene.List(Author)

    def resolve_authors(self, info):
        return [Author(id=key, name=name) for key, name in query("select id, name from authors order by name")]


async def main():
    schema = graphene.Schema(query=Query)
    loader = Loader(books_of_authors) if sys.argv[-1] == "fixed" else None
    question = "{ authors { name books { title } } }"
    result = await schema.execute_async(question, context={"loader": loader})  # loop: author-books
    assert not result.errors, result.errors
    assert sum(len(author["books"]) for author in result.data["authors"]) == 50


set_up()
asyncio.run(main())
