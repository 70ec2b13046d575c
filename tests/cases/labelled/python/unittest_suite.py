"""A suite of unittest: every test fills the tables anew in setUp and empties them in tearDown."""
# loopline: databases sqlite postgresql

import sys
import unittest


class Library:
    def __init__(self):
        if sys.argv[1] == "sqlite":
            import sqlite3

            self.connection = sqlite3.connect(sys.argv[2])
        else:
            import psycopg2

            self.connection = psycopg2.connect("")

    def query(self, statement, *parameters):
        cursor = self.connection.cursor()
        cursor.execute(statement if sys.argv[1] == "sqlite" else statement.replace("?", "%s"), parameters)
        return cursor.fetchall() if cursor.description else None

    def lend(self, book, reader):
        self.query("insert into loans values (?, ?)", book, reader)

    def reader_of(self, book):
        rows = self.query("select reader from loans where book = ?", book)
        return rows[0][0] if rows else None


class LibraryTest(unittest.TestCase):
    def setUp(self):
        self.library = Library()
        self.library.query("create table loans (book integer, reader text)")
        self.library.query("insert into loans values (1, 'Ada'), (2, 'Grace')")
        self.library.query("create table books (id integer primary key, title text)")
        self.library.query("insert into books values (1, 'Notes'), (2, 'Compilers'), (3, 'Loops')")

    def tearDown(self):
        self.library.query("drop table loans")
        self.library.query("drop table books")
        self.library.connection.commit()
        self.library.connection.close()

    def test_lent(self):
        self.assertEqual(self.library.reader_of(1), "Ada")

    def test_other_lent(self):
        self.assertEqual(self.library.reader_of(2), "Grace")

    def test_not_lent(self):
        self.assertIsNone(self.library.reader_of(3))

    def test_unknown(self):
        self.assertIsNone(self.library.reader_of(17))

    def test_lend(self):
        self.library.lend(3, "Edsger")
        self.assertEqual(self.library.reader_of(3), "Edsger")

    def test_lend_again(self):
        self.library.lend(4, "Barbara")
        self.assertEqual(self.library.reader_of(4), "Barbara")

    def test_titles(self):
        self.assertEqual(len(self.library.query("select title from books")), 3)

    def test_first_title(self):
        self.assertEqual(self.library.query("select title from books where id = ?", 1), [("Notes",)])

    def test_last_title(self):
        self.assertEqual(self.library.query("select title from books where id = ?", 3), [("Loops",)])

    def test_titles_after_lending(self):
        self.library.lend(2, "Donald")
        self.assertEqual(len(self.library.query("select title from books")), 3)


if __name__ == "__main__":
    unittest.main(argv=["suite"], verbosity=0)
