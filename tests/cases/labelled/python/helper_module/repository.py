"""All SQL of the timetable is in this module."""

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    _connection, _mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    _connection, _mark = psycopg2.connect(""), "%s"


def _fetch(statement, *parameters):
    cursor = _connection.cursor()
    cursor.execute(statement.replace("?", _mark), parameters)
    return cursor.fetchall() if cursor.description else []


def create():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 32)"
    _fetch("create table stations (code char(4) primary key, name text)")
    _fetch("create table departures (train integer, minute integer, station char(4))")
    _fetch(f"insert into stations {numbers} select 'S' || (100 + i), 'station ' || i from n")
    _fetch(f"insert into departures {numbers} select 8000 + i, i * 5, 'S' || (100 + i) from n")
    _connection.commit()


def departures():
    return _fetch("select train, minute, station from departures order by minute")


def station(code):
    return _fetch("select name from stations where code = ?", code)[0][0]


def departures_and_stations():
    return _fetch("select d.train, d.minute, s.name from departures d join stations s on s.code = d.station")
