"""Django in autocommit mode: row.save() for every row, each a transaction of its own."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding save-row kind=write-loop n=34 episodes=1 table=stock_item
# loopline: twin

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

from django.db import connection, models  # noqa: E402


class Item(models.Model):
    label = models.CharField(max_length=40)
    pieces = models.IntegerField()

    class Meta:
        app_label = "stock"


with connection.schema_editor() as editor:
    editor.create_model(Item)
with connection.cursor() as cursor:
    cursor.execute("""
        insert into stock_item (id, label, pieces)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 34)
        select i * 13, 'item ' || i, i from n""")

if sys.argv[-1] == "fixed":
    items = list(Item.objects.all())
    for item in items:
        item.pieces += 10
    Item.objects.bulk_update(items, ["pieces"])
else:
    for item in Item.objects.all():  # header: save-row
        item.pieces += 10
        item.save()  # loop: save-row
assert Item.objects.get(pk=13).pieces == 11
