"""Django: a Paginator turns pages, after a list with about as many rows as there are pages."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: dismissed "pagination"

import os
import sys

import django
from django.conf import settings

if sys.argv[1] == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}
else:
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}
settings.configure(DATABASES={"default": database}, DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()

from django.core.paginator import Paginator  # noqa: E402
from django.db import connection, models  # noqa: E402


class Shelf(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "library"


class Volume(models.Model):
    title = models.CharField(max_length=40)

    class Meta:
        app_label = "library"


def set_up():
    with connection.schema_editor() as editor:
        editor.create_model(Shelf)
        editor.create_model(Volume)
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < {})"
    with connection.cursor() as cursor:
        cursor.execute(f"insert into library_shelf (id, name) {numbers.format(13)} select i, 's' || i from n")
        cursor.execute(f"insert into library_volume (id, title) {numbers.format(60)} select i, 't' || i from n")


def export():
    names = [shelf.name for shelf in Shelf.objects.order_by("name")]
    titles = []
    for page in Paginator(Volume.objects.order_by("id"), 6):
        titles.extend(volume.title for volume in page.object_list)
    return names, titles


set_up()
shelf_names, volume_titles = export()
assert len(shelf_names) == 13 and len(volume_titles) == 60
