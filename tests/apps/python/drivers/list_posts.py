"""
Lists a hundred posts, each with its author, through one of Python's drivers:

    python list_posts.py DRIVER WAY

DRIVER: sqlite3, apsw, psycopg2, psycopg. WAY: a function of this file. Three statements make the tables.
"""

import asyncio
import sys

POSTS = 100
TABLES = """
    create table authors (id integer primary key, name text not null);
    create table posts (id integer primary key, author_id integer not null);
    create table numbers (n integer primary key)
"""
ALL_POSTS = "select id, author_id from posts order by id"


class Database:
    """A connection that commits each statement, and what differs between drivers."""

    def __init__(self, driver):
        self.driver = driver
        self.mark = "?" if driver in ("sqlite3", "apsw") else "%s"
        self.connection = getattr(self, "open_" + driver)()
        for statement in TABLES.split(";"):
            self.execute(statement)

    @staticmethod
    def open_sqlite3():
        import sqlite3

        return sqlite3.connect(":memory:", isolation_level=None)

    @staticmethod
    def open_apsw():
        import apsw

        return apsw.Connection(":memory:")

    @staticmethod
    def open_psycopg2():
        import psycopg2

        connection = psycopg2.connect("")
        connection.autocommit = True
        return connection

    @staticmethod
    def open_psycopg():
        import psycopg

        return psycopg.connect("", autocommit=True)

    def execute(self, statement, parameters=()):
        cursor = self.connection.cursor()
        cursor.execute(statement.replace("?", self.mark), parameters)  # call site
        return cursor

    def fill(self):
        """Two statements."""
        numbers = "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 100)"
        self.execute(f"insert into authors {numbers} select n, 'author ' || n from numbers")
        self.execute(f"insert into posts {numbers} select n, n from numbers")


def author_name(database, author_id):
    return database.execute("select name from authors where id = ?", (author_id,)).fetchone()[0]


def one_by_one(database):
    database.fill()
    for _, author_id in database.execute(ALL_POSTS).fetchall():
        print(author_name(database, author_id))  # loop line of one_by_one


def one_by_one_in_transaction(database):
    database.fill()
    database.execute("begin")
    for _, author_id in database.execute(ALL_POSTS).fetchall():
        print(author_name(database, author_id))  # loop line of one_by_one_in_transaction
    database.execute("commit")


def joined(database):
    database.fill()
    statement = "select posts.id, name from posts join authors on authors.id = author_id order by posts.id"
    for _, name in database.execute(statement).fetchall():
        print(name)


def joined_and_counted_by_psycopg_3(database):
    import psycopg

    joined(database)
    with psycopg.connect("", autocommit=True) as connection:
        print(connection.execute("select count(*) from posts").fetchone())


def many_at_once(database):
    cursor = database.connection.cursor()
    rows = [(number, f"author {number}") for number in range(POSTS)]
    cursor.executemany("insert into authors (id, name) values (?, ?)".replace("?", database.mark), rows)
    print(database.execute("select count(*) from authors").fetchone()[0])


def server_side_cursor(database):
    """Rows are fetched ten by ten: ten times, and once more to see that there are none left."""
    database.fill()
    with database.connection.cursor(name="all_posts", withhold=True) as cursor:
        cursor.itersize = 10
        cursor.execute(ALL_POSTS)
        for post_id, _ in cursor:
            print(post_id)


def binary_results(database):
    """psycopg 3: parameters and rows in the binary format."""
    database.fill()
    for _, author_id in database.connection.execute(ALL_POSTS, binary=True).fetchall():
        cursor = database.connection.cursor(binary=True)
        cursor.execute("select name from authors where id = %b", (author_id,))  # loop line of binary_results
        print(cursor.fetchone()[0])


def pipelined(database):
    """psycopg 3: many statements, one round trip."""
    database.fill()
    rows = database.execute(ALL_POSTS).fetchall()
    with database.connection.pipeline():
        cursors = [database.execute("select name from authors where id = ?", (author_id,)) for _, author_id in rows]
        for cursor in cursors:
            print(cursor.fetchone()[0])


def awaited(database):
    """psycopg 3: the same through its asynchronous connection."""
    database.fill()
    asyncio.run(list_awaited())


async def list_awaited():
    import psycopg

    async with await psycopg.AsyncConnection.connect("", autocommit=True) as connection:
        cursor = await connection.execute(ALL_POSTS)
        for _, author_id in await cursor.fetchall():
            print(await awaited_name(connection, author_id))  # loop line of awaited


async def awaited_name(connection, author_id):
    cursor = await connection.execute("select name from authors where id = %s", (author_id,))  # call site of awaited
    return (await cursor.fetchone())[0]


if __name__ == "__main__":
    globals()[sys.argv[2]](Database(sys.argv[1]))
