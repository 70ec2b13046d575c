"""Three tests, two of which run a loop: python -m unittest tests_of_news"""

import unittest

from news.store import authors, connect, name_of


def names(database):
    return [name_of(database, author) for author in authors(database)]  # loop line of tests


class Names(unittest.TestCase):
    def setUp(self):
        self.database = connect()

    def test_all(self):
        self.assertEqual(len(names(self.database)), 10)

    def test_order(self):
        self.assertEqual(names(self.database), names(self.database))

    def test_first(self):
        self.assertEqual(name_of(self.database, 1), "name 1")
