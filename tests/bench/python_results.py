"""Statements that return ROWS rows of twenty columns each, all fetched: `python_results.py DRIVER ROWS COUNT`.

DRIVER is sqlite3 or psycopg2. Prints nanoseconds per row, the best of seven rounds of COUNT statements each.
"""
import sys

from python_lookups import best_round

COLUMNS = 20
FORMS = ["i * {0} as c{0}", "'value ' || (i * {0}) as c{0}", "i * {0} + 0.5 as c{0}"]


def columns():
    return ", ".join(["i as id"] + [FORMS[i % 3].format(i) for i in range(1, COLUMNS)])


def sqlite(rows):
    import sqlite3
    database = sqlite3.connect(":memory:", isolation_level=None)
    numbers = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {rows}) "
    database.execute(f"create table t as {numbers} select {columns()} from n")
    return database.cursor()


def postgresql(rows):
    import psycopg2
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    numbers = f"generate_series(1::bigint, {rows}) as n(i)"
    cursor.execute(f"create temporary table t as select {columns()} from {numbers}")
    return cursor


def main(driver, rows, count):
    cursor = {"sqlite3": sqlite, "psycopg2": postgresql}[driver](rows)

    def read_all(count):
        for _ in range(count):
            cursor.execute("select * from t")
            cursor.fetchall()

    print(f"{best_round(read_all, count) / rows:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
