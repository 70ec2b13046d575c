"""Django: a template's {% for %} follows a foreign key; the programmer's line is the template's."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding loan-book kind=n+1 n=22 episodes=1 table=library_book
# loopline: finding loan-book parent=library_loan link=book_id confidence=confirmed
# loopline: twin

import os
import pathlib
import sys

import django
from django.conf import settings

if sys.argv[1] == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}
else:
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}
settings.configure(
    DATABASES={"default": database},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(pathlib.Path(__file__).parent)],
    }],
)
django.setup()

from django.db import connection, models  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402


class Book(models.Model):
    title = models.CharField(max_length=80)

    class Meta:
        app_label = "library"


class Loan(models.Model):
    due = models.IntegerField()
    book = models.ForeignKey(Book, models.CASCADE)

    class Meta:
        app_label = "library"


def set_up():
    with connection.schema_editor() as editor:
        editor.create_model(Book)
        editor.create_model(Loan)
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 22)"
    with connection.cursor() as cursor:
        cursor.execute(f"insert into library_book (id, title) {numbers} select 1000 - i * 7, 'book ' || i from n")
        cursor.execute(f"insert into library_loan (id, due, book_id) {numbers} select i, i, 1000 - i * 7 from n")


def page():
    loans = Loan.objects.order_by("due")
    if sys.argv[-1] == "fixed":
        loans = loans.select_related("book")
    return render_to_string("page.html", {"loans": loans})


set_up()
assert page().count("<li>") == 22
