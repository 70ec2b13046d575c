"""Jobs of one statement submitted to an executor, none of whose results is waited for until all are: they come like messages."""
# loopline: databases sqlite

import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

local = threading.local()


def query(statement, *parameters):
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(sys.argv[2], isolation_level=None)
    return local.connection.execute(statement, parameters).fetchall()


def send(number):
    assert query("select address from mails where id = ?", number)


numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)"
query("create table mails (id integer primary key, address text)")
query(f"insert into mails {numbers} select i, 'user' || i from n")
with ThreadPoolExecutor(4) as executor:
    jobs = []
    for number in range(100):
        jobs.append(executor.submit(send, number))
    for job in jobs:
        job.result()
