"""psycopg 3: a server-side cursor, stream(), executemany, a pipeline and COPY."""
# loopline: databases postgresql
# loopline: needs current
# loopline: dismissed "copy"
# loopline: dismissed "pipeline"
# loopline: dismissed "cursor fetch"

import psycopg

with psycopg.connect() as connection:
    connection.execute("create table readings (id integer, celsius real)")
    with connection.cursor() as cursor:
        cursor.executemany("insert into readings values (%s, %s)", [(i, i / 10) for i in range(300)])
        with cursor.copy("copy readings (id, celsius) from stdin") as copy:
            for i in range(300, 2000):
                copy.write_row((i, i / 10))

    with connection.cursor(name="server_side") as cursor:
        cursor.itersize = 100
        cursor.execute("select id from readings order by id")
        assert [key for key, in cursor] == list(range(2000))

    with connection.cursor() as cursor:
        assert sum(1 for _ in cursor.stream("select id, celsius from readings")) == 2000

    with connection.pipeline():
        connection.execute("create table summary (day integer, mean real)")
        connection.execute("insert into summary select id / 100, avg(celsius) from readings group by 1")
        total = connection.execute("select count(*) from summary")
    assert total.fetchone()[0] == 20
