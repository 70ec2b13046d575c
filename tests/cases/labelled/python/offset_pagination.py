"""Walks a catalogue in pages of forty with LIMIT and OFFSET."""
# loopline: databases sqlite postgresql
# loopline: dismissed "pagination"

import itertools
import sys


class Catalogue:
    page_size = 40

    def __init__(self):
        if sys.argv[1] == "sqlite":
            import sqlite3

            self.connection, self.mark = sqlite3.connect(sys.argv[2]), "?"
        else:
            import psycopg2

            self.connection, self.mark = psycopg2.connect(""), "%s"

    def execute(self, statement, *parameters):
        cursor = self.connection.cursor()
        cursor.execute(statement.replace("?", self.mark), parameters)
        return cursor

    def page(self, number):
        return self.execute(
            "select number, title from catalogue where visible = ? order by title limit ? offset ?",
            1, self.page_size, number * self.page_size).fetchall()

    def pages(self):
        for number in itertools.count():
            rows = self.page(number)
            yield rows
            if len(rows) < self.page_size:
                return


catalogue = Catalogue()
catalogue.execute("create table catalogue (number integer primary key, title text, visible integer)")
catalogue.execute("""
    insert into catalogue with recursive n(i) as (select 1 union all select i + 1 from n where i < 610)
    select i, 'title ' || i, 1 from n""")
catalogue.connection.commit()
assert sum(len(rows) for rows in catalogue.pages()) == 610
