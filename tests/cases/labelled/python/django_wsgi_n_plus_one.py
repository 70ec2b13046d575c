"""A Django view with a loop over a foreign key, asked 25 times through wsgiref: one problem, seen 25 times."""
# loopline: databases sqlite postgresql
# loopline: needs earlier
# loopline: finding step-tool kind=n+1 n=6 episodes=25 table=workshop_tool parent=workshop_step link=tool_id
# loopline: finding step-tool confidence=confirmed
# loopline: twin

import http.client
import json
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
    DATABASES={"default": database},
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


class Tool(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "workshop"


class Step(models.Model):
    manual = models.IntegerField()
    tool = models.ForeignKey(Tool, models.CASCADE)

    class Meta:
        app_label = "workshop"


def manual(request, number):
    steps = Step.objects.filter(manual=number).order_by("id")
    if sys.argv[-1] == "fixed":
        steps = steps.select_related("tool")
    tools = []
    for step in steps:  # header: step-tool
        tools.append(step.tool.name)  # loop: step-tool
    return JsonResponse({"tools": tools})


urlpatterns = [path("manuals/<int:number>", manual)]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


with connection.schema_editor() as editor:
    editor.create_model(Tool)
    editor.create_model(Step)
with connection.cursor() as cursor:
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 149)"
    cursor.execute(f"insert into workshop_tool (id, name) {numbers} select 4000 - i * 3, 'tool ' || i from n")
    cursor.execute(f"""
        insert into workshop_step (id, manual, tool_id) {numbers} select i + 1, i / 6, 4000 - i * 3 from n""")
connection.close()

with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=QuietHandler) as server:
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    for number in range(25):
        client = http.client.HTTPConnection(*server.server_address)
        client.request("GET", f"/manuals/{number}")
        assert len(json.loads(client.getresponse().read())["tools"]) == 6
        client.close()
    server.shutdown()
    serving.join()
