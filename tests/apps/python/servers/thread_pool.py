"""Forty requests, served by four threads, each with a connection of its own."""

import concurrent.futures
import threading

from requests_of_posts import connect, handle

THREADS = 4
local = threading.local()
all_threads = threading.Barrier(THREADS)


def serve(page):
    if page < THREADS:
        all_threads.wait()  # so that each thread serves
    if not hasattr(local, "database"):
        local.database = connect()
    return handle(local.database, page)


with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
    print(sum(len(names) for names in pool.map(serve, range(40))))
