"""C code takes a lock of the interpreter in each round, as NumPy's and CPython's own does: nobody is waited for."""
# loopline: databases sqlite
# loopline: finding stock kind=n+1 table=stock n=9 episodes=1
# loopline: twin

import ctypes
import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2])
connection.execute("create table stock (article text primary key, pieces integer)")
connection.execute("""
    insert into stock with recursive n(i) as (select 1 union all select i + 1 from n where i < 9)
    select 'article ' || (i * 37), i % 4 from n""")

python = ctypes.pythonapi
python.PyThread_allocate_lock.restype = ctypes.c_void_p
python.PyThread_acquire_lock.argtypes = [ctypes.c_void_p, ctypes.c_int]
python.PyThread_release_lock.argtypes = [ctypes.c_void_p]
lock = python.PyThread_allocate_lock()


def count(article):
    python.PyThread_acquire_lock(lock, 1)
    try:
        return connection.execute("select pieces from stock where article = ?", (article,)).fetchone()[0]
    finally:
        python.PyThread_release_lock(lock)


articles = [f"article {number * 37}" for number in range(1, 10)]
if sys.argv[-1] == "fixed":
    print(sum(pieces for (pieces,) in connection.execute("select pieces from stock where pieces > 0")))
else:
    total = 0
    for article in articles:  # header: stock
        total += count(article)  # loop: stock
    print(total)
