"""
A blog in memory: thirty posts, each of another author, made by four statements. The cases beside this file
ask for the authors one by one, each in a way of its own:

    python functions.py helper
"""

import sqlite3
import sys


def open_blog():
    blog = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    numbers = "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 30)"
    blog.execute("create table authors (id integer primary key, name text not null)")
    blog.execute(f"insert into authors {numbers} select n, 'author ' || n from numbers")
    blog.execute("create table posts (id integer primary key, author_id integer not null)")
    blog.execute(f"insert into posts {numbers} select n, n from numbers")
    return blog


def author_ids(blog):
    rows = blog.execute("select author_id from posts order by id").fetchall()  # parent
    return [author_id for (author_id,) in rows]


def author_name(blog, author_id):
    return blog.execute("select name from authors where id = ?", (author_id,)).fetchone()[0]  # call site


def main(cases):
    print(cases[sys.argv[1]](open_blog()))
