"""
The blog's views behind a middleware that comments statements as django-sqlcommenter's does.

    python with_django.py PAGE...        asks for each page, in this process
"""

import pathlib
import sys

FOLDER = pathlib.Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / "django_blog"))

import setup  # noqa: F401  (from the blog)

from comments import with_comment
from django.conf import settings
from django.db import connection
from django.test import Client


def comments_statements(get_response):
    def answer(request):
        def execute(run, sql, params, many, context):
            match = request.resolver_match
            commented = with_comment(sql, route=match.route, controller=match.view_name or "", user="value-of-user")
            return run(commented, params, many, context)

        with connection.execute_wrapper(execute):
            return get_response(request)

    return answer


if __name__ == "__main__":
    settings.MIDDLEWARE = ["with_django.comments_statements"]
    for page in sys.argv[1:]:
        print(Client().get(f"/{page}").status_code)
