"""A function of SQL, written in Python, that asks the database: once for each row of the statement it is used in."""

import importlib
import sys

sqlite3 = importlib.import_module(sys.argv[1])

database = sqlite3.connect(":memory:")
database.execute("create table authors(id integer primary key, name text)")
database.execute("create table posts(id integer primary key, author_id integer)")
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 30)"
database.execute(f"insert into authors {numbers} select i, 'name ' || i from n")
database.execute(f"insert into posts {numbers} select i, i * 7 % 30 + 1 from n")


def name_of(author):
    return database.execute("select name from authors where id = ?", (author,)).fetchone()[0]


database.create_function("name_of", 1, name_of)
rows = database.execute("select name_of(author_id) from posts").fetchall()  # loop line
print(len(rows))
