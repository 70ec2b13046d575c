"""Files are imported in savepoints, so that a broken one can be taken back; each file is written by executemany."""
# loopline: databases sqlite postgresql
# loopline: dismissed "transaction control"
# loopline: dismissed "executemany" on=postgresql

import contextlib
import sys

if sys.argv[1] == "sqlite":
    import sqlite3 as driver

    connection = driver.connect(sys.argv[2], isolation_level=None)
    INSERT = "insert into entries values (?, ?)"
else:
    import psycopg2 as driver

    connection = driver.connect("")
    connection.autocommit = True
    INSERT = "insert into entries values (%s, %s)"
cursor = connection.cursor()
cursor.execute("create table entries (file integer, line integer check (line < 900))")


@contextlib.contextmanager
def savepoint(name):
    cursor.execute(f"savepoint {name}")
    try:
        yield
    except driver.IntegrityError:
        cursor.execute(f"rollback to savepoint {name}")
    finally:
        cursor.execute(f"release savepoint {name}")


def import_file(number):
    lines = [(number, line) for line in range(20)]
    if number == 5:
        lines.append((number, 1000))
    with savepoint(f"of_lines_{number}"):
        cursor.executemany(INSERT, lines)


cursor.execute("begin")
for number in range(12):
    with savepoint(f"of_file_{number}"):
        import_file(number)
cursor.execute("commit")
cursor.execute("select count(*) from entries")
assert cursor.fetchone()[0] == 11 * 20
