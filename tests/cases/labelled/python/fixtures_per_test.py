"""A small test runner in the manner of pytest: fixtures, and a transaction for each test that is rolled back."""
# loopline: databases sqlite postgresql

import contextlib
import inspect
import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2], isolation_level=None), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"
    connection.autocommit = True


@contextlib.contextmanager
def database():
    cursor = connection.cursor()
    cursor.execute("begin")
    yield cursor
    cursor.execute("rollback")


@contextlib.contextmanager
def account(cursor):
    cursor.execute(f"insert into accounts values ({mark}, {mark})", (1, 100))
    yield 1


def balance(cursor, key):
    cursor.execute(f"select cents from accounts where id = {mark}", (key,))
    return cursor.fetchone()[0]


def book(cursor, key, cents):
    cursor.execute(f"update accounts set cents = cents + {mark} where id = {mark}", (cents, key))


def test_balance(database, account):
    assert balance(database, account) == 100


def test_deposit(database, account):
    book(database, account, 20)
    assert balance(database, account) == 120


def test_withdrawal(database, account):
    book(database, account, -30)
    assert balance(database, account) == 70


def test_nothing(database, account):
    book(database, account, 0)
    assert balance(database, account) == 100


def test_overdraft(database, account):
    book(database, account, -130)
    assert balance(database, account) < 0


def test_there_and_back(database, account):
    book(database, account, 11)
    book(database, account, -11)
    assert balance(database, account) == 100


def test_large(database, account):
    book(database, account, 1000000)
    assert balance(database, account) == 1000100


def run(test):
    with database() as cursor, account(cursor) as key:
        assert list(inspect.signature(test).parameters) == ["database", "account"]
        test(cursor, key)


connection.cursor().execute("create table accounts (id integer primary key, cents integer)")
tests = [value for name, value in sorted(globals().items()) if name.startswith("test_")]
for test in tests:
    run(test)
print(len(tests), "passed")
