"""filter, max(key=…) and functools.reduce, each with a function that asks the database."""
# loopline: databases sqlite postgresql
# loopline: finding tree-protected kind=n+1 n=19 episodes=1 table=protections
# loopline: finding tree-protected parent=trees link=id confidence=confirmed
# loopline: finding tree-height kind=n+1 n=19 episodes=1 table=heights parent=trees link=id confidence=confirmed
# loopline: finding tree-fruit kind=n+1 n=19 episodes=1 table=fruits parent=trees link=id confidence=confirmed
# loopline: twin

import functools
import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()


def one(statement, *parameters):
    cursor.execute(statement.replace("?", mark), parameters)
    return cursor.fetchone()[0]


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 19)"
    cursor.execute("create table trees (id integer primary key, species text)")
    cursor.execute("create table protections (tree integer, since integer)")
    cursor.execute("create table heights (tree integer, metres integer)")
    cursor.execute("create table fruits (tree integer, kilograms integer)")
    cursor.execute(f"insert into trees {numbers} select 500 + i * 9, 'species ' || i from n")
    cursor.execute(f"insert into protections {numbers} select 500 + i * 9, 2000 from n where i < 8")
    cursor.execute(f"insert into heights {numbers} select 500 + i * 9, i from n")
    cursor.execute(f"insert into fruits {numbers} select 500 + i * 9, i * 10 from n")
    connection.commit()


def is_protected(tree):
    return one("select count(*) from protections where tree = ?", tree[0]) > 0


def height(tree):
    return one("select metres from heights where tree = ?", tree[0])


def add_fruit(total, tree):
    return total + one("select kilograms from fruits where tree = ?", tree[0])


def survey(trees):
    protected = list(filter(is_protected, trees))  # loop: tree-protected, header: tree-protected
    tallest = max(trees, key=height)  # loop: tree-height, header: tree-height
    harvest = functools.reduce(add_fruit, trees, 0)  # loop: tree-fruit, header: tree-fruit
    return len(protected), tallest[1], harvest


def survey_fixed():
    return (
        one("select count(distinct tree) from protections"),
        one("select species from trees t join heights h on h.tree = t.id order by h.metres desc limit 1"),
        one("select sum(kilograms) from fruits"),
    )


set_up()
if sys.argv[-1] == "fixed":
    found = survey_fixed()
else:
    cursor.execute("select id, species from trees")
    found = survey(cursor.fetchall())
assert found == (7, "species 19", 1900), found
