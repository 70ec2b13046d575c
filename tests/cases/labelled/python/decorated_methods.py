"""A repository class whose methods are wrapped by decorators: invoices, and the customer of each."""
# loopline: databases sqlite postgresql
# loopline: finding invoice-customer kind=n+1 n=35 episodes=1 table=customer
# loopline: finding invoice-customer parent=invoice link=customer_id confidence=confirmed
# loopline: twin

import functools
import sys
import time

timings = {}


def timed(function):
    @functools.wraps(function)
    def wrapper(*arguments, **keywords):
        start = time.perf_counter()
        try:
            return function(*arguments, **keywords)
        finally:
            timings[function.__name__] = timings.get(function.__name__, 0) + time.perf_counter() - start

    return wrapper


def one(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        rows = function(*arguments)
        return rows[0] if rows else None

    return wrapper


class Repository:
    def __init__(self, kind):
        if kind == "sqlite":
            import sqlite3

            self.connection, self.mark = sqlite3.connect(sys.argv[2]), "?"
        else:
            import psycopg2

            self.connection, self.mark = psycopg2.connect(""), "%s"

    def run(self, statement, *parameters):
        cursor = self.connection.cursor()
        cursor.execute(statement.replace("?", self.mark), parameters)
        return cursor.fetchall() if cursor.description else None

    @classmethod
    def with_data(cls, kind):
        self = cls(kind)
        numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 35)"
        self.run("create table customer (id integer primary key, name text)")
        self.run("create table invoice (number text primary key, customer_id integer, cents integer)")
        self.run(f"insert into customer {numbers} select 77000 + i, 'name ' || i from n")
        self.run(f"insert into invoice {numbers} select 'I' || i, 77036 - i, i * 100 from n")
        self.connection.commit()
        return self

    @timed
    @one
    def customer(self, key):
        return self.run("select id, name from customer where id = ?", key)

    @timed
    def invoices(self):
        return self.run("select number, customer_id, cents from invoice where cents > ? order by number", 0)

    @timed
    def invoices_with_customers(self):
        return self.run("select i.number, c.name, i.cents from invoice i join customer c on c.id = i.customer_id")


class Report:
    def __init__(self, repository):
        self.repository = repository

    @timed
    def lines(self):
        result = []
        for number, customer, cents in self.repository.invoices():  # header: invoice-customer
            result.append((number, self.repository.customer(customer)[1], cents))  # loop: invoice-customer
        return result


repository = Repository.with_data(sys.argv[1])
lines = repository.invoices_with_customers() if sys.argv[-1] == "fixed" else Report(repository).lines()
assert len(lines) == 35
