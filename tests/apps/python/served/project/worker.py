"""A thread that takes work from a queue."""

import queue
import threading

from news.store import authors, connect, name_of

database = connect()
work = queue.Queue()


def send_all(number):
    for author in authors(database):
        name_of(database, author)  # loop line of worker


def take_work():
    while (number := work.get()) is not None:
        send_all(number)


thread = threading.Thread(target=take_work)
thread.start()
for number in [1, 2, 3, None]:
    work.put(number)
thread.join()
