"""Django: a page of many lines, each of which asks once, in no loop: nothing repeats, though one function renders all."""
# loopline: databases sqlite postgresql
# loopline: needs current

import os
import sys

import django
from django.conf import settings

if sys.argv[1] == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}
else:
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}
PAGE = """
<p>{{ team.keeper.name }}</p>
<p>{{ team.captain.name }}</p>
<p>{{ team.coach.name }}</p>
<p>{{ team.doctor.name }}</p>
<p>{{ team.driver.name }}</p>
<p>{{ team.cook.name }}</p>
<p>{{ team.scout.name }}</p>
"""
ROLES = ("keeper", "captain", "coach", "doctor", "driver", "cook", "scout")
settings.configure(
    DATABASES={"default": database},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"team.html": PAGE})]},
    }],
)
django.setup()

from django.db import connection, models  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402


class Person(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        app_label = "club"


class Team(models.Model):
    class Meta:
        app_label = "club"


for role in ROLES:
    models.ForeignKey(Person, models.CASCADE, related_name="+").contribute_to_class(Team, role)

with connection.schema_editor() as editor:
    editor.create_model(Person)
    editor.create_model(Team)
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 7)"
columns = ", ".join(f"{role}_id" for role in ROLES)
with connection.cursor() as cursor:
    cursor.execute(f"insert into club_person (id, name) {numbers} select 400 + i * 3, 'person ' || i from n")
    cursor.execute(f"insert into club_team (id, {columns}) select 1, {', '.join(str(403 + i * 3) for i in range(7))}")
assert render_to_string("team.html", {"team": Team.objects.get()}).count("person") == 7
