"""Django under ASGI: a synchronous view with a loop runs on a thread; another view runs one statement a request."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding view kind=n+1 n=12 episodes=3 table=workshop_tool parent=workshop_step link=tool_id
# loopline: twin

import sys
import threading

import django
import httpx
import uvicorn
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    ROOT_URLCONF="__main__",
    ALLOWED_HOSTS=["*"],
)
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


class Tool(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "workshop"


class Step(models.Model):
    tool = models.ForeignKey(Tool, models.CASCADE)

    class Meta:
        app_label = "workshop"


def set_up():
    with connection.schema_editor() as editor:
        for model in (Tool, Step):
            editor.create_model(model)
    Tool.objects.bulk_create(Tool(id=700 + 13 * i, name=f"tool {i}") for i in range(12))
    Step.objects.bulk_create(Step(tool_id=700 + 13 * i) for i in range(12))


def steps(request):
    rows = Step.objects.order_by("id")
    if sys.argv[-1] == "fixed":
        rows = rows.select_related("tool")
    return JsonResponse({"names": [step.tool.name for step in rows]})  # loop: view


def tool(request, number):
    return JsonResponse({"name": Tool.objects.only("name").get(pk=number).name})


urlpatterns = [path("steps", steps), path("tool/<int:number>", tool)]


def ask(server):
    address = "http://127.0.0.1:%d" % server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client() as client:
        for _ in range(3):
            assert len(client.get(f"{address}/steps").json()["names"]) == 12
        for number in range(12):
            assert client.get(f"{address}/tool/{700 + 13 * number}").json()
    server.should_exit = True


class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        threading.Thread(target=ask, args=(self,)).start()


set_up()
Server(uvicorn.Config(get_asgi_application(), port=0, log_level="error", lifespan="off")).run()
