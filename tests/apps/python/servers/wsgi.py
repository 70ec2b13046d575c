"""An application for gunicorn: answers with the number of its process."""

import itertools
import os

from requests_of_posts import connect, handle

pages = itertools.count()


def application(environment, start_response):
    database = connect()
    handle(database, next(pages))
    database[0].close()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
