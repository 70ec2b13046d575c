"""
Renders a page of Django whose posts ask for their authors one by one.

    django_pages.py LOADER PAGE

LOADER: file; memory, string: the template lies in no file; uncached: parsed again for each of three requests.
"""
import pathlib
import re
import sys

import django
from django.conf import settings

FOLDER = pathlib.Path(__file__).parent / "django"
POSTS = 20
LOADER, PAGE = sys.argv[1:]


def texts():
    return {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.html")}


LOADERS = {
    "file": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
    "memory": [("django.template.loaders.locmem.Loader", texts())],
    "string": ["django.template.loaders.filesystem.Loader"],
    "uncached": ["django.template.loaders.filesystem.Loader"],
}
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(FOLDER)],
        "OPTIONS": {"loaders": LOADERS[LOADER], "libraries": {"blog": "django_tags.blog"}},
    }],
)
sys.path.insert(0, str(FOLDER))
import tags

sys.modules["django_tags"] = tags
django.setup()

from django.db import connection, models
from django.template import Context, Template
from django.template.loader import render_to_string


class Author(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        app_label = "blog"


class Post(models.Model):
    title = models.CharField(max_length=80)
    author = models.ForeignKey(Author, models.CASCADE)

    def author_anew(self):
        return Author.objects.get(pk=self.author_id)

    class Meta:
        app_label = "blog"


def fill():
    with connection.schema_editor() as editor:
        editor.create_model(Author)
        editor.create_model(Post)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {POSTS})"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO blog_author (id, name) {numbers} SELECT 1000 - i * 7, 'author ' || i FROM n")
        cursor.execute(f"INSERT INTO blog_post (id, title, author_id) {numbers} "
                       "SELECT i, 'post ' || i, 1000 - i * 7 FROM n")


def view():
    posts = list(Post.objects.order_by("id"))
    if LOADER == "string":
        return Template(texts()[PAGE]).render(Context({"posts": posts}))  # loop line of string
    return render_to_string(PAGE, {"posts": posts})


fill()
for _ in range(3 if LOADER == "uncached" else 1):
    page = view()
print(len(set(re.findall(r"author \d+", page.lower()))))
