"""Django: get_or_create for every word of a list, a SELECT and an INSERT each."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding find-tag kind=n+1 n=15 episodes=1 table=notes_tag confidence=likely
# loopline: finding make-tag kind=write-loop n=15 episodes=1 table=notes_tag
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


class Tag(models.Model):
    word = models.CharField(max_length=40, unique=True)

    class Meta:
        app_label = "notes"


with connection.schema_editor() as editor:
    editor.create_model(Tag)

words = "able baker charlie dog easy fox george how item jig king love mike nan oboe".split()
if sys.argv[-1] == "fixed":
    known = set(Tag.objects.filter(word__in=words).values_list("word", flat=True))
    Tag.objects.bulk_create([Tag(word=word) for word in words if word not in known])
else:
    for word in words:  # header: find-tag header: make-tag
        Tag.objects.get_or_create(word=word)  # loop: find-tag loop: make-tag
assert Tag.objects.count() == 15
