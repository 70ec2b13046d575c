"""What embed.c runs: four statements, one for the posts, and thirty look-ups."""

import sqlite3

numbers = "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 30)"
blog = sqlite3.connect(":memory:", isolation_level=None)
blog.execute("create table authors (id integer primary key, name text not null)")
blog.execute(f"insert into authors {numbers} select n, 'author ' || n from numbers")
blog.execute("create table posts (id integer primary key, author_id integer not null)")
blog.execute(f"insert into posts {numbers} select n, n from numbers")


def author_name(number):
    return blog.execute("select name from authors where id = ?", (number,)).fetchone()[0]  # call site


def list_names():
    names = []
    for (number,) in blog.execute("select author_id from posts order by id").fetchall():
        names.append(author_name(number))  # loop line
    return names


print(len(list_names()))
