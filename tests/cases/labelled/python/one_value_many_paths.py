"""Nine parts of a page ask for the same setting, each from a line of its own: one value, however many call paths."""
# loopline: databases sqlite postgresql
# loopline: finding theme kind=duplicate table=settings

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, MARK = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, MARK = psycopg2.connect(""), "%s"
cursor = connection.cursor()
NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"


def setting(name):
    cursor.execute(f"select value from settings where name = {MARK}", (name,))
    return cursor.fetchone()[0]


def head():
    return setting("theme")


def logo():
    return setting("theme")


def menu():
    return setting("theme") + setting("theme")


def body(rows):
    return [setting("theme") for _ in range(rows)]


def side():
    return setting("theme") + setting("theme")


def foot():
    return setting("theme")


def pages():
    parts = []
    for page in range(21):
        parts.append(head() + logo())  # loop: theme
        parts.append(menu() + side())  # loop: theme
        parts.extend(body(1))  # loop: theme
        parts.append(foot())  # loop: theme
    return parts


cursor.execute("create table settings (name text primary key, value text)")
cursor.execute("insert into settings values ('theme', 'dark'), ('size', 'small')")
connection.commit()
assert set(pages()) >= {"dark"}
