"""Forty requests at once in one event loop, over four asynchronous connections of psycopg 3."""

import asyncio

import psycopg

from requests_of_posts import AUTHOR_BY_ID, POSTS_OF_PAGE


async def fetch(connection, statement, parameter):
    cursor = await connection.execute(statement.replace("?", "%s"), (parameter,))  # call site
    return await cursor.fetchall()


async def handle(connections, page):
    connection = await connections.get()
    names = []
    for _, author_id in await fetch(connection, POSTS_OF_PAGE, page * 10 % 90):
        rows = await fetch(connection, AUTHOR_BY_ID, author_id)  # loop line
        names.append(rows[0][0])
    connections.put_nowait(connection)
    return names


async def main():
    connections = asyncio.Queue()
    for _ in range(4):
        connections.put_nowait(await psycopg.AsyncConnection.connect("", autocommit=True))
    answers = await asyncio.gather(*[handle(connections, page) for page in range(40)])
    print(sum(map(len, answers)))


asyncio.run(main())
