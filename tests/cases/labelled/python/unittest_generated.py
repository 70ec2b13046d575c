"""A suite whose tests are made from a list: each runs the same line once; one of them has a loop of its own."""
# loopline: databases sqlite postgresql
# loopline: finding titles kind=n+1 n=20 episodes=1 table=book parent=author link=id

import os
import sqlite3
import sys
import unittest

import psycopg2


def connect():
    return sqlite3.connect(sys.argv[2]) if sys.argv[1] == "sqlite" else psycopg2.connect("")


def rows(connection, statement, *values):
    cursor = connection.cursor()
    cursor.execute(statement if sys.argv[1] == "sqlite" else statement.replace("?", "%s"), values)
    return cursor.fetchall()


def set_up():
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("create table author (id integer primary key, name text)")
    cursor.execute("create table book (id integer primary key, author_id integer, title text)")
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)"
    cursor.execute(f"insert into author {numbers} select i * 31, 'a' || i from n")
    cursor.execute(f"insert into book {numbers} select i, i * 31, 't' || i from n")
    connection.commit()
    connection.close()


class AuthorTests(unittest.TestCase):
    def setUp(self):
        self.connection = connect()

    def tearDown(self):
        self.connection.close()

    def test_titles(self):
        for (number,) in rows(self.connection, "select id from author order by id"):
            self.assertTrue(rows(self.connection, "select title from book where author_id = ?", number))  # loop: titles


def test_of(number):
    def test(self):
        self.assertEqual(len(rows(self.connection, "select name from author where id = ?", number)), 1)
    return test


for number in range(31, 12 * 31 + 1, 31):
    setattr(AuthorTests, f"test_author_{number}", test_of(number))
set_up()
suite = unittest.defaultTestLoader.loadTestsFromTestCase(AuthorTests)
with open(os.devnull, "w", encoding="utf-8") as nowhere:
    assert unittest.TextTestRunner(stream=nowhere).run(suite).wasSuccessful()
