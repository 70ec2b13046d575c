"""Inserts two thousand rows in statements of a hundred rows each; the last one is shorter."""
# loopline: databases sqlite postgresql
# loopline: dismissed "batch"

import itertools
import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, row_marks = sqlite3.connect(sys.argv[2], isolation_level=None), "(?, ?, ?)"
else:
    import psycopg2

    connection, row_marks = psycopg2.connect(""), "(%s, %s, %s)"
    connection.autocommit = True
cursor = connection.cursor()
cursor.execute("create table samples (id integer primary key, channel text, value integer)")


def samples():
    for number in range(1930):
        yield number, f"channel {number % 8}", number * number


def batches(iterable, size):
    iterator = iter(iterable)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


for batch in batches(samples(), 100):
    values = ", ".join([row_marks] * len(batch))
    cursor.execute("insert into samples (id, channel, value) values " + values, list(itertools.chain(*batch)))
cursor.execute("select count(*) from samples")
assert cursor.fetchone()[0] == 1930
