"""Old sessions are deleted one at a time, by the keys that a query has found."""
# loopline: databases postgresql
# loopline: finding delete-session kind=write-loop n=29 episodes=1 table=sessions
# loopline: finding delete-session parent=sessions confidence=confirmed
# loopline: twin

import sys

import psycopg2

connection = psycopg2.connect("")
with connection, connection.cursor() as cursor:
    cursor.execute("create table sessions (token text primary key, age integer)")
    cursor.execute("insert into sessions select md5(i::text), i from generate_series(1, 58) i")

with connection, connection.cursor() as cursor:
    if sys.argv[-1] == "fixed":
        cursor.execute("delete from sessions where age > %s", (29,))
    else:
        cursor.execute("select token from sessions where age > %s", (29,))
        for token, in cursor.fetchall():  # header: delete-session
            cursor.execute("delete from sessions where token = %s", (token,))  # loop: delete-session

with connection.cursor() as cursor:
    cursor.execute("select count(*) from sessions")
    assert cursor.fetchone()[0] == 29
