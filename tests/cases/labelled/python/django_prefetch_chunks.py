"""Django: `iterator(chunk_size=2)` with prefetch_related asks for the tags of two rows at a time, and of the ninth alone."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: dismissed "batch"

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


class Post(models.Model):
    title = models.CharField(max_length=40)

    class Meta:
        app_label = "blog"


class Tag(models.Model):
    name = models.CharField(max_length=40)
    post = models.ForeignKey(Post, models.CASCADE, related_name="tags")

    class Meta:
        app_label = "blog"


def set_up():
    with connection.schema_editor() as editor:
        editor.create_model(Post)
        editor.create_model(Tag)
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 9)"
    with connection.cursor() as cursor:
        cursor.execute(f"insert into blog_post (id, title) {numbers} select i * 5, 'post ' || i from n")
        cursor.execute(f"insert into blog_tag (id, name, post_id) {numbers} select i, 'tag ' || i, i * 5 from n")


set_up()
posts = Post.objects.order_by("id").prefetch_related("tags").iterator(chunk_size=2)
assert [len(post.tags.all()) for post in posts] == [1] * 9
