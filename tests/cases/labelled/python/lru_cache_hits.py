"""Three hundred rows of three categories, behind functools.lru_cache: three statements."""
# loopline: databases sqlite postgresql

import functools
import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()

cursor.execute("create table categories (id integer primary key, title text)")
cursor.execute("create table toys (id integer primary key, category integer)")
cursor.execute("insert into categories values (51, 'wood'), (52, 'tin'), (53, 'paper')")
cursor.execute("""
    insert into toys with recursive n(i) as (select 1 union all select i + 1 from n where i < 300)
    select i, 51 + i - i / 3 * 3 from n""")
connection.commit()


@functools.lru_cache
def category(key):
    cursor.execute(f"select title from categories where id = {mark}", (key,))
    return cursor.fetchone()[0]


cursor.execute("select id, category from toys")
titles = [category(key) for _, key in cursor.fetchall()]
assert len(titles) == 300 and category.cache_info().misses == 3
