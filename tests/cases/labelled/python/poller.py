"""Waits for a job to be done by asking for its state every two milliseconds."""
# loopline: databases sqlite postgresql

import sys
import threading


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2]), "?"
    import psycopg2

    return psycopg2.connect(""), "%s"


def work(asked):
    connection, mark = connect()
    asked.wait()
    cursor = connection.cursor()
    cursor.execute(f"update jobs set state = {mark} where id = {mark}", ("done", 7))
    connection.commit()


class Waiter:
    def __init__(self):
        self.connection, self.mark = connect()
        self.pause = threading.Event()
        self.rounds = 0

    def state(self, job):
        cursor = self.connection.cursor()
        cursor.execute(f"select state from jobs where id = {self.mark}", (job,))
        (state,) = cursor.fetchone()
        self.connection.rollback()
        return state

    def wait_for(self, job, asked):
        while self.state(job) != "done":
            self.rounds += 1
            if self.rounds == 40:
                asked.set()
            self.pause.wait(0.002)


waiter = Waiter()
cursor = waiter.connection.cursor()
cursor.execute("create table jobs (id integer primary key, state text)")
cursor.execute("insert into jobs values (7, 'waiting')")
waiter.connection.commit()
asked = threading.Event()
worker = threading.Thread(target=work, args=(asked,))
worker.start()
waiter.wait_for(7, asked)
worker.join()
assert waiter.rounds >= 40
