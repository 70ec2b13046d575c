"""The ways to insert many rows: executemany; on PostgreSQL also execute_batch, execute_values in pages, and COPY."""
# loopline: databases sqlite postgresql
# loopline: dismissed "executemany"
# loopline: dismissed "copy" on=postgresql

import io
import sys

rows = [(number, f"name {number}") for number in range(400)]

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
    cursor = connection.cursor()
    cursor.execute("create table names (number integer, name text)")
    cursor.executemany("insert into names values (?, ?)", rows)
    cursor.executemany("update names set name = ? where number = ?", [(name.upper(), n) for n, name in rows])
    connection.commit()
else:
    import psycopg2
    from psycopg2.extras import execute_batch, execute_values

    connection = psycopg2.connect("")
    cursor = connection.cursor()
    cursor.execute("create table names (number integer, name text)")
    cursor.executemany("insert into names values (%s, %s)", rows)
    execute_batch(cursor, "insert into names values (%s, %s)", rows, page_size=50)
    execute_values(cursor, "insert into names (number, name) values %s", rows, page_size=40)
    cursor.copy_expert("copy names from stdin", io.StringIO("".join(f"{n}\t{name}\n" for n, name in rows)))
    connection.commit()

cursor.execute("select count(*) from names")
assert cursor.fetchone()[0] in (400, 1600)
