"""A write that meets a lock is tried again, eight times until the other connection lets go."""
# loopline: databases sqlite postgresql

import sys

if sys.argv[1] == "sqlite":
    import sqlite3 as driver
else:
    import psycopg2 as driver

TRANSIENT = driver.OperationalError


def connect():
    if sys.argv[1] == "sqlite":
        return driver.connect(sys.argv[2], timeout=0)
    connection = driver.connect("")
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '1ms'")
    connection.commit()
    return connection


class Account:
    def __init__(self, other):
        self.connection = connect()
        self.other = other
        self.attempts = 0

    def deposit(self, cents):
        statement = "update accounts set cents = cents + ? where id = 1"
        if sys.argv[1] == "postgresql":
            statement = statement.replace("?", "%s")
        while True:
            self.attempts += 1
            try:
                self.connection.cursor().execute(statement, (cents,))
                self.connection.commit()
                return
            except TRANSIENT:
                self.connection.rollback()
                if self.attempts == 8:
                    self.other.rollback()


other = connect()
cursor = other.cursor()
cursor.execute("create table accounts (id integer primary key, cents integer)")
cursor.execute("insert into accounts values (1, 0)")
other.commit()
account = Account(other)
cursor.execute("update accounts set cents = 5 where id = 1")
account.deposit(100)
cursor.execute("select cents from accounts where id = 1")
assert cursor.fetchone()[0] == 100 and account.attempts == 9
