"""A loop of one round around calls in a straight line repeats none of them."""
# loopline: databases sqlite

import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2])
connection.execute("create table rates (country text, rate integer)")


def rate_of(country):
    return connection.execute("select rate from rates where country = ?", (country,)).fetchone()


def report():
    print(rate_of("at"))
    print(rate_of("be"))
    print(rate_of("cz"))
    print(rate_of("de"))
    print(rate_of("ee"))
    print(rate_of("fi"))


for step in [report]:
    step()
