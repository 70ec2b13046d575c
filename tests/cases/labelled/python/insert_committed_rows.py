"""Imports a sensor's log, every line inserted and committed on its own."""
# loopline: databases sqlite postgresql
# loopline: finding log-line kind=write-loop n=60 table=measurements
# loopline: twin

import csv
import io
import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
    INSERT = "insert into measurements (minute, celsius) values (?, ?)"
else:
    import psycopg2

    connection = psycopg2.connect("")
    INSERT = "insert into measurements (minute, celsius) values (%s, %s)"
cursor = connection.cursor()
cursor.execute("create table measurements (minute integer, celsius real)")
connection.commit()

log = io.StringIO("".join(f"{minute},{20 + minute % 7 / 10}\n" for minute in range(60)))


def lines(file):
    for minute, celsius in csv.reader(file):
        yield int(minute), float(celsius)


if sys.argv[-1] == "fixed":
    cursor.executemany(INSERT, list(lines(log)))
    connection.commit()
else:
    for measurement in lines(log):  # header: log-line
        cursor.execute(INSERT, measurement)  # loop: log-line
        connection.commit()
cursor.execute("select count(*) from measurements")
assert cursor.fetchone()[0] == 60
