"""Two processes take jobs from a multiprocessing queue; the next job is put when the last one is done."""
# loopline: databases sqlite postgresql
# loopline: dismissed "one per request or message"

import multiprocessing
import sys

context = multiprocessing.get_context("fork")


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2], timeout=20), "?"
    import psycopg2

    return psycopg2.connect(""), "%s"


def work(jobs, results):
    connection, mark = connect()
    cursor = connection.cursor()
    for number in iter(jobs.get, None):
        cursor.execute(f"select square from squares where number = {mark}", (number,))
        results.put(cursor.fetchone()[0])
        connection.rollback()
    connection.close()


def set_up():
    connection, _ = connect()
    cursor = connection.cursor()
    cursor.execute("create table squares (number integer primary key, square integer)")
    cursor.execute("""
        insert into squares with recursive n(i) as (select 0 union all select i + 1 from n where i < 80)
        select i, i * i from n""")
    connection.commit()
    connection.close()


if __name__ == "__main__":
    set_up()
    jobs, results = context.Queue(), context.Queue()
    workers = [context.Process(target=work, args=(jobs, results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for number in range(80):
        jobs.put(number)
        assert results.get() == number * number
    for worker in workers:
        jobs.put(None)
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
