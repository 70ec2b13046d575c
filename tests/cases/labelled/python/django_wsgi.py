"""A Django application under wsgiref: 120 requests to a view of one query each."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: dismissed "one per request or message"

import http.client
import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

if sys.argv[1] == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}
else:
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}
settings.configure(
    DATABASES={"default": {**database, "CONN_MAX_AGE": 600}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="known to all",
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


class Plant(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "garden"


def plant(request, key):
    return JsonResponse({"name": Plant.objects.get(pk=key).name})


urlpatterns = [path("plants/<int:key>", plant)]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


with connection.schema_editor() as editor:
    editor.create_model(Plant)
with connection.cursor() as cursor:
    cursor.execute("""
        insert into garden_plant (id, name)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 120)
        select i, 'plant ' || i from n""")
connection.close()

with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=QuietHandler) as server:
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    for key in range(1, 121):
        client = http.client.HTTPConnection(*server.server_address)
        client.request("GET", f"/plants/{key}")
        assert client.getresponse().read() == b'{"name": "plant %d"}' % key
        client.close()
    server.shutdown()
    serving.join()
