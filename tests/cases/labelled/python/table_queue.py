"""Jobs wait in a table: a worker takes the next that nobody holds, and commits each when it is done."""
# loopline: databases postgresql

import psycopg2

TAKE = """
    update jobs set state = 'taken'
    where id = (select id from jobs where state = 'new' order by id limit 1 for update skip locked)
    returning id, payload"""

connection = psycopg2.connect("")
with connection, connection.cursor() as cursor:
    cursor.execute("create table jobs (id integer primary key, state text, payload text)")
    cursor.execute("insert into jobs select i, 'new', repeat('x', i) from generate_series(1, 40) i")


def handle(payload):
    return len(payload)


def next_job():
    with connection, connection.cursor() as cursor:
        cursor.execute(TAKE)
        job = cursor.fetchone()
        return handle(job[1]) if job else None


handled = []
while (result := next_job()) is not None:
    handled.append(result)
assert handled == list(range(1, 41))
