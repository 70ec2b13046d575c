"""Forty requests in greenlets, four at a time, with psycopg2 made to wait through gevent."""

from gevent import monkey

monkey.patch_all()

from gevent.pool import Pool  # noqa: E402
from psycogreen.gevent import patch_psycopg  # noqa: E402

from requests_of_posts import connect, handle  # noqa: E402

patch_psycopg()
databases = []


def serve(page):
    database = databases.pop() if databases else connect()
    names = handle(database, page)
    databases.append(database)
    return names


print(sum(len(names) for names in Pool(4).map(serve, range(40))))
