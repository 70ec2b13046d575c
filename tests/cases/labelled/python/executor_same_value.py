"""A view asks a worker thread for the shop's currency once for each of 20 prices: an executor, a line at a time, and the same answer each time."""
# loopline: databases sqlite
# loopline: finding currency kind=duplicate n=20 episodes=1 table=settings confidence=confirmed

import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor

connection = sqlite3.connect(sys.argv[2], isolation_level=None, check_same_thread=False)
connection.execute("create table settings (name text primary key, value text)")
connection.execute("insert into settings values ('currency', 'EUR')")


def currency():
    return connection.execute("select value from settings where name = ?", ("currency",)).fetchone()[0]


with ThreadPoolExecutor(1) as executor:
    for price in range(20):  # header: currency
        print(price, executor.submit(currency).result())  # loop: currency
