"""A scheduler looks for work that is due, forty times, a millisecond apart."""
# loopline: databases sqlite postgresql

import sched
import sys
import time

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
cursor = connection.cursor()
cursor.execute("create table reminders (id integer primary key, tick integer)")
cursor.execute("""
    insert into reminders with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)
    select i, i * 2 from n""")
connection.commit()


class Clock:
    def __init__(self, ticks):
        self.ticks = ticks
        self.now = 0
        self.due = []
        self.scheduler = sched.scheduler(time.monotonic, time.sleep)

    def tick(self):
        self.now += 1
        cursor.execute(f"select id from reminders where tick = {mark}", (self.now,))
        self.due += cursor.fetchall()
        if self.now < self.ticks:
            self.scheduler.enter(0.001, 1, self.tick)

    def run(self):
        self.scheduler.enter(0, 1, self.tick)
        self.scheduler.run()


clock = Clock(40)
clock.run()
assert len(clock.due) == 20
