"""Three thousand identifiers, looked up two hundred at a time with IN (…) and with = ANY(…)."""
# loopline: databases sqlite postgresql
# loopline: dismissed "batch"

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
else:
    import psycopg2

    connection = psycopg2.connect("")
cursor = connection.cursor()


def chunks(items, size):
    for start in range(0, len(items), size):
        yield items[start:start + size]


def names_of(keys):
    names = {}
    for chunk in chunks(keys, 200):
        marks = ", ".join(["?" if sys.argv[1] == "sqlite" else "%s"] * len(chunk))
        cursor.execute(f"select id, name from people where id in ({marks})", chunk)
        names.update(cursor.fetchall())
    return names


def names_of_array(keys):
    names = {}
    for chunk in chunks(keys, 250):
        cursor.execute("select id, name from people where id = any(%s)", (chunk,))
        names.update(cursor.fetchall())
    return names


cursor.execute("create table people (id integer primary key, name text)")
cursor.execute("""
    insert into people with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)
    select i * 2, 'person ' || i from n""")
connection.commit()
cursor.execute("select id from people order by name")
people = [key for key, in cursor.fetchall()]
assert len(names_of(people)) == 3000
if sys.argv[1] == "postgresql":
    assert len(names_of_array(people)) == 3000
