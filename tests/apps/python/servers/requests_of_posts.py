"""What a request does in the programs beside this file: ten posts, and the author of each."""

import os

POSTS_OF_PAGE = "select id, author_id from posts where id > ? order by id limit 10"
AUTHOR_BY_ID = "select name from authors where id = ?"


def connect():
    """The connection, and how its driver marks a parameter."""
    kind, _, path = os.environ["BLOG_DATABASE"].partition(":")
    if kind == "sqlite":
        import sqlite3

        return sqlite3.connect(path, isolation_level=None), "?"
    import psycopg2

    connection = psycopg2.connect("")
    connection.autocommit = True
    return connection, "%s"


def fetch(database, statement, *parameters):
    connection, mark = database
    cursor = connection.cursor()
    cursor.execute(statement.replace("?", mark), parameters)  # call site
    return cursor.fetchall()


def handle(database, page):
    names = []
    for _, author_id in fetch(database, POSTS_OF_PAGE, page * 10 % 90):
        names.append(fetch(database, AUTHOR_BY_ID, author_id)[0][0])  # loop line
    return names
