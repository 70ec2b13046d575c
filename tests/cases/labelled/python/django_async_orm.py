"""Django's asynchronous ORM: `async for`, then a row's related object awaited in a thread, or by aget()."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding step-tool kind=n+1 n=20 episodes=1 table=workshop_tool parent=workshop_step link=tool_id
# loopline: finding step-part kind=n+1 n=20 episodes=1 table=workshop_part parent=workshop_step
# loopline: twin

import asyncio
import sys

import django
from asgiref.sync import sync_to_async
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.db import connection, models  # noqa: E402


class Tool(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "workshop"


class Part(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "workshop"


class Step(models.Model):
    tool = models.ForeignKey(Tool, models.CASCADE)
    part = models.ForeignKey(Part, models.CASCADE)

    class Meta:
        app_label = "workshop"


def set_up():
    with connection.schema_editor() as editor:
        for model in (Tool, Part, Step):
            editor.create_model(model)
    Tool.objects.bulk_create(Tool(id=700 + 13 * i, name=f"tool {i}") for i in range(20))
    Part.objects.bulk_create(Part(id=9000 + 17 * i, name=f"part {i}") for i in range(20))
    Step.objects.bulk_create(Step(tool_id=700 + 13 * i, part_id=9000 + 17 * i) for i in range(20))


async def names():
    found = []
    async for step in Step.objects.order_by("id"):
        tool = await sync_to_async(lambda: step.tool)()  # loop: step-tool
        part = await Part.objects.aget(pk=step.part_id)  # loop: step-part
        found.append((tool.name, part.name))
    return found


async def names_fixed():
    return [(step.tool.name, step.part.name) async for step in Step.objects.select_related("tool", "part")]


set_up()
assert len(asyncio.run((names_fixed if sys.argv[-1] == "fixed" else names)())) == 20
