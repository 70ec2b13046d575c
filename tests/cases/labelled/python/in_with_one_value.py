"""A helper takes a list of keys and is given one at a time: `IN (?)` with one value is a look-up, not a batch."""
# loopline: databases sqlite postgresql
# loopline: finding author kind=n+1 n=26 episodes=1 table=authors parent=posts link=author confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, MARK = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, MARK = psycopg2.connect(""), "%s"
cursor = connection.cursor()
NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"


def set_up():
    cursor.execute("create table authors (id integer primary key, name text)")
    cursor.execute("create table posts (id integer primary key, author integer)")
    cursor.execute(f"insert into authors {NUMBERS} select i * 7, 'author ' || i from n")
    cursor.execute(f"insert into posts {NUMBERS} select i, i * 7 from n where i <= 26")
    connection.commit()


def names_of(authors):
    marks = ", ".join([MARK] * len(authors))
    cursor.execute(f"select id, name from authors where id in ({marks})", authors)
    return dict(cursor.fetchall())


set_up()
cursor.execute("select author from posts order by id")
authors = [author for author, in cursor.fetchall()]
names = {}
if sys.argv[-1] == "fixed":
    names = names_of(authors)
else:
    for author in authors:  # header: author
        names.update(names_of([author]))  # loop: author
assert len(names) == 26
