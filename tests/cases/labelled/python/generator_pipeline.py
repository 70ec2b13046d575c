"""A pipeline of generators: rows are read, completed by a look-up each, filtered and written."""
# loopline: databases sqlite postgresql
# loopline: finding star-constellation kind=n+1 n=42 episodes=1 table=constellations
# loopline: finding star-constellation parent=stars link=constellation
# loopline: finding star-constellation confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"


def set_up():
    cursor = connection.cursor()
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 42)"
    cursor.execute("create table constellations (code text primary key, name text)")
    cursor.execute("create table stars (id integer primary key, magnitude integer, constellation text)")
    cursor.execute(f"insert into constellations {numbers} select 'k' || (i * 23), 'constellation ' || i from n")
    cursor.execute(f"insert into stars {numbers} select i, i / 8, 'k' || (i * 23) from n")
    connection.commit()


def read():
    cursor = connection.cursor()
    cursor.execute("select id, magnitude, constellation from stars order by id")
    yield from cursor


def read_joined():
    cursor = connection.cursor()
    cursor.execute("""
        select s.id, s.magnitude, c.name from stars s join constellations c on c.code = s.constellation""")
    yield from cursor


def complete(stars):
    cursor = connection.cursor()
    statement = f"select name from constellations where code = {mark}"
    for star, magnitude, code in stars:  # header: star-constellation
        cursor.execute(statement, (code,))  # loop: star-constellation
        yield star, magnitude, cursor.fetchone()[0]


def bright(stars, limit):
    return (star for star in stars if star[1] < limit)


set_up()
pipeline = bright(read_joined() if sys.argv[-1] == "fixed" else complete(read()), 4)
written = [f"{star}\t{name}" for star, _, name in pipeline]
assert len(written) == 31, len(written)
