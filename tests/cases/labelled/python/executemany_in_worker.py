"""Three tables are copied, each by a job of reading and a job of executemany in a thread that holds the connection: a transaction for each table."""
# loopline: databases sqlite
# loopline: dismissed "write in one SQLite transaction"

import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor

TABLES = ("fruit", "birds", "stones")
connection = sqlite3.connect(sys.argv[2], check_same_thread=False)
connection.execute("create table copies (name text, number integer)")
for table in TABLES:
    connection.execute(f"create table {table} (name text, number integer)")
    connection.execute(f"insert into {table} with recursive n(i) as (select 1 union all select i + 1 from n where i < 9) "
                       f"select '{table} ' || i, length('{table}') * 1000 + i * 7 from n")
connection.commit()


def read(table):
    return connection.execute(f"select name, number from {table}").fetchall()


def write(rows):
    with connection:
        connection.executemany("insert into copies values (?, ?)", rows)


def copy(readers, writers, table):
    rows = readers.submit(read, table).result()
    writers.submit(write, rows).result()


with ThreadPoolExecutor(1) as readers, ThreadPoolExecutor(1) as writers:
    for table in TABLES:
        copy(readers, writers, table)
