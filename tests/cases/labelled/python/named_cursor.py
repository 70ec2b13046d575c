"""Server-side cursors of psycopg2: fetchmany by hand, and by iteration with itersize."""
# loopline: databases postgresql
# loopline: dismissed "cursor fetch"

import psycopg2

connection = psycopg2.connect("")
with connection.cursor() as cursor:
    cursor.execute("create table lines (number integer, text text)")
    cursor.execute("insert into lines select i, 'line ' || i from generate_series(1, 5000) i")
connection.commit()

count = 0
with connection.cursor(name="by_hand") as cursor:
    cursor.execute("select number, text from lines order by number")
    while rows := cursor.fetchmany(250):
        count += len(rows)

with connection.cursor(name="by_iteration") as cursor:
    cursor.itersize = 200
    cursor.execute("select number from lines")
    for number, in cursor:
        count += 1
assert count == 10000
