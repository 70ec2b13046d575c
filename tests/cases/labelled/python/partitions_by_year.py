"""One table for each year, created, filled and counted in turn: no two statements are of one table."""
# loopline: databases sqlite postgresql

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
else:
    import psycopg2

    connection = psycopg2.connect("")
cursor = connection.cursor()
YEARS = range(2015, 2027)


def create(year):
    cursor.execute(f"create table events_{year} (id integer primary key, text text)")
    cursor.execute(f"""
        insert into events_{year}
        with recursive n(i) as (select 1 union all select i + 1 from n where i < {year - 2000})
        select i, 'event ' || i from n""")


def count(year):
    cursor.execute(f"select count(*) from events_{year}")
    return cursor.fetchone()[0]


for year in YEARS:
    create(year)
connection.commit()
counts = {year: count(year) for year in YEARS}
assert counts[2026] == 26
