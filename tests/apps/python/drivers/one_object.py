"""A module that holds SQLite itself: the module's calls and SQLite's own come from one object."""

import importlib
import sys

sqlite3 = importlib.import_module(sys.argv[1])

database = sqlite3.connect(":memory:")
database.execute("create table authors(id integer primary key, name text)")
database.execute("create table posts(id integer primary key, author_id integer)")
database.execute("create virtual table texts using fts5(body)")
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)"
database.execute(f"insert into authors {numbers} select i, 'name ' || i from n")
database.execute(f"insert into posts {numbers} select i, i * 7 % 50 + 1 from n")
database.execute("insert into texts select name from authors")
for (author,) in database.execute("select author_id from posts order by id").fetchall():
    database.execute("select name from authors where id = ?", (author,)).fetchone()  # loop line
print(database.execute("select count(*) from texts where texts match 'name'").fetchone()[0])
