"""Settings are read before the loop; the loop itself computes, and one statement stores the result."""
# loopline: databases sqlite postgresql

import sys


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2]), "?"
    import psycopg2

    return psycopg2.connect(""), "%s"


connection, mark = connect()
cursor = connection.cursor()
cursor.execute("create table settings (name text primary key, value integer)")
cursor.execute("insert into settings values ('limit', 900), ('factor', 3), ('offset', 17)")
cursor.execute("create table inputs (id integer primary key, value integer)")
cursor.execute("create table results (total bigint)")
cursor.execute("""
    insert into inputs with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
    select i, i * 2 from n""")
connection.commit()


class Settings:
    def __init__(self):
        for name in ("limit", "factor", "offset"):
            cursor.execute(f"select value from settings where name = {mark}", (name,))
            setattr(self, name, cursor.fetchone()[0])


def compute(settings, values):
    return sum(min(value * settings.factor + settings.offset, settings.limit) for value in values)


settings = Settings()
cursor.execute("select value from inputs")
total = 0
for value, in cursor:
    total += compute(settings, [value])
cursor.execute(f"insert into results values ({mark})", (total,))
connection.commit()
assert total > 0
