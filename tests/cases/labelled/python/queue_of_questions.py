"""A thread of its own holds the connection; the program puts a question for each item into its queue and waits for the answer."""
# loopline: databases sqlite
# loopline: finding rate kind=duplicate table=rates confidence=confirmed

import queue
import sqlite3
import sys
import threading

questions, answers = queue.Queue(), queue.Queue()


def rate(connection):
    return connection.execute("select value from rates where name = ?", ("standard",)).fetchone()[0]


def hold_connection():
    connection = sqlite3.connect(sys.argv[2], isolation_level=None)
    connection.execute("create table rates (name text primary key, value integer)")
    connection.execute("insert into rates values ('standard', 19)")
    while (question := questions.get()) is not None:
        answers.put(question(connection))


holder = threading.Thread(target=hold_connection)
holder.start()
total = 0
for item in range(15):  # header: rate
    questions.put(rate)  # loop: rate
    total += item * answers.get()
questions.put(None)
holder.join()
assert total == 19 * 105, total
