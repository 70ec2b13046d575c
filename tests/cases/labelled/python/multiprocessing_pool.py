"""A multiprocessing.Pool over identifiers, in chunks of twenty: each process asks for its rows one by one."""
# loopline: databases sqlite postgresql
# loopline: finding parcel-status kind=n+1 table=parcels confidence=likely
# loopline: twin

import multiprocessing
import sys

connection = None


def connect():
    global connection
    if sys.argv[1] == "sqlite":
        import sqlite3

        connection = sqlite3.connect(sys.argv[2])
    else:
        import psycopg2

        connection = psycopg2.connect("")


def execute(statement, *parameters):
    cursor = connection.cursor()
    cursor.execute(statement if sys.argv[1] == "sqlite" else statement.replace("?", "%s"), parameters)
    return cursor


def status(number):
    return execute("select status from parcels where number = ?", number).fetchone()[0]  # loop: parcel-status


def statuses(numbers):
    marks = ", ".join("?" * len(numbers))
    return [row[0] for row in execute(f"select status from parcels where number in ({marks})", *numbers)]


def set_up():
    connect()
    execute("create table parcels (number integer primary key, status text)")
    execute("""
        insert into parcels with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
        select 8000 + i * 3, 'delivered' from n""")
    connection.commit()
    connection.close()


if __name__ == "__main__":
    set_up()
    numbers = [8000 + i * 3 for i in range(1, 61)]
    with multiprocessing.get_context("fork").Pool(3, initializer=connect) as pool:
        if sys.argv[-1] == "fixed":
            found = sum(pool.map(statuses, [numbers[i:i + 20] for i in (0, 20, 40)], chunksize=1), [])
        else:
            found = pool.map(status, numbers, chunksize=20)  # loop: parcel-status
        pool.close()
        pool.join()
    assert found == ["delivered"] * 60
