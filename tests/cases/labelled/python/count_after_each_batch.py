"""A progress line after each written batch: the same question, and each time another answer."""
# loopline: databases sqlite postgresql
# loopline: dismissed "answers that change"

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
else:
    import psycopg2

    connection = psycopg2.connect("")


def run(statement):
    cursor = connection.cursor()
    cursor.execute(statement)
    return cursor.fetchall() if cursor.description else []


run("create table measures (id integer primary key, reading integer)")
for batch in range(12):
    run("insert into measures (id, reading) values " + ", ".join(f"({batch * 50 + i}, {i})" for i in range(50)))
    ((count,),) = run("select count(*) from measures")
    print(f"{count} rows written")
connection.commit()
