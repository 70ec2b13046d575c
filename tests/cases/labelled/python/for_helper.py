"""The front page of a blog: every post with the name of its author, asked for by a helper."""
# loopline: databases sqlite postgresql
# loopline: finding post-author kind=n+1 n=50 episodes=1 table=authors
# loopline: finding post-author parent=posts link=author_id confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
    AUTHOR = "select name from authors where id = ?"
else:
    import psycopg2

    connection = psycopg2.connect("")
    AUTHOR = "select name from authors where id = %s"


def set_up(cursor):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)"
    cursor.execute("create table authors (id integer primary key, name text)")
    cursor.execute("create table posts (id integer primary key, title text, author_id integer)")
    cursor.execute(f"insert into authors {numbers} select 1000 + i * 7, 'author ' || i from n")
    cursor.execute(f"insert into posts {numbers} select i, 'post ' || i, 1000 + (51 - i) * 7 from n")
    connection.commit()


def author_name(cursor, author_id):
    cursor.execute(AUTHOR, (author_id,))
    return cursor.fetchone()[0]


def front_page(cursor):
    cursor.execute("select id, title, author_id from posts order by id")
    lines = []
    for _, title, author_id in cursor.fetchall():  # header: post-author
        name = author_name(cursor, author_id)  # loop: post-author
        lines.append(f"{title} by {name}")
    return lines


def front_page_joined(cursor):
    cursor.execute("select p.title, a.name from posts p join authors a on a.id = p.author_id order by p.id")
    return [f"{title} by {name}" for title, name in cursor.fetchall()]


cursor = connection.cursor()
set_up(cursor)
page = front_page_joined(cursor) if sys.argv[-1] == "fixed" else front_page(cursor)
assert page[0] == "post 1 by author 50", page[0]
