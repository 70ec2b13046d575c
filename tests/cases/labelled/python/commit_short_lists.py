"""Stores what each of eight sensors has measured: three values each, every one committed on its own."""
# loopline: databases sqlite postgresql
# loopline: finding sensor kind=write-loop n=8 table=sensors
# loopline: finding measurement kind=write-loop n=24 table=measurements
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
    SENSOR = "insert into sensors (id, place) values (?, ?)"
    INSERT = "insert into measurements (sensor, celsius) values (?, ?)"
else:
    import psycopg2

    connection = psycopg2.connect("")
    SENSOR = "insert into sensors (id, place) values (%s, %s)"
    INSERT = "insert into measurements (sensor, celsius) values (%s, %s)"
cursor = connection.cursor()
cursor.execute("create table sensors (id integer, place text)")
cursor.execute("create table measurements (sensor integer, celsius real)")
connection.commit()


def measured(sensor):
    return [(sensor, 20 + (sensor + hour) % 7 / 10) for hour in range(3)]


def store(sensor, values):
    cursor.execute(SENSOR, (sensor, f"room {sensor}"))
    for value in values:
        cursor.execute(INSERT, value)
        connection.commit()


if sys.argv[-1] == "fixed":
    cursor.executemany(SENSOR, [(sensor, f"room {sensor}") for sensor in range(8)])
    cursor.executemany(INSERT, [value for sensor in range(8) for value in measured(sensor)])
    connection.commit()
else:
    for sensor in range(8):  # header: sensor, header: measurement
        store(sensor, measured(sensor))  # loop: sensor, loop: measurement
cursor.execute("select count(*) from measurements")
assert cursor.fetchone()[0] == 24
