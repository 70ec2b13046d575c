"""
Django: a page that inherits, includes another for each row, and has a loop within a loop; rows come from the view. Beside
the loops stand lines that ask once each.
"""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding ticket-owner kind=n+1 n=36 episodes=1 table=desk_owner
# loopline: finding ticket-owner parent=desk_ticket link=owner_id confidence=confirmed
# loopline: finding queue-tickets kind=n+1 n=6 episodes=1 table=desk_ticket
# loopline: finding queue-tickets parent=desk_queue link=id confidence=confirmed
# loopline: finding ticket-label kind=n+1 n=6 episodes=6 table=desk_label nested=queue-tickets
# loopline: finding ticket-label parent=desk_ticket link=label_id confidence=confirmed
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
        "DIRS": [str(pathlib.Path(__file__).parent / "pages")],
    }],
)
django.setup()

from django.db import connection, models  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402


class Named(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        abstract = True
        app_label = "desk"


class Owner(Named):
    pass


class Queue(Named):
    pass


class Label(Named):
    pass


class Ticket(Named):
    owner = models.ForeignKey(Owner, models.CASCADE)
    queue = models.ForeignKey(Queue, models.CASCADE, related_name="tickets")
    label = models.ForeignKey(Label, models.CASCADE)


def set_up():
    with connection.schema_editor() as editor:
        for model in (Owner, Queue, Label, Ticket):
            editor.create_model(model)
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 36)"
    with connection.cursor() as cursor:
        cursor.execute(f"insert into desk_owner (id, name) {numbers} select 3000 - i * 7, 'owner ' || i from n")
        cursor.execute(f"insert into desk_queue (id, name) {numbers} select 90 + i, 'queue ' || i from n where i <= 6")
        cursor.execute(f"insert into desk_label (id, name) {numbers} select 70000 + i * 5, 'label ' || i from n")
        cursor.execute(f"insert into desk_ticket (id, name, owner_id, queue_id, label_id) {numbers} "
                       "select i, 'ticket ' || i, 3000 - i * 7, 91 + i % 6, 70000 + i * 5 from n")


def page():
    tickets = Ticket.objects.order_by("id")
    queues = Queue.objects.order_by("id")
    if sys.argv[-1] == "fixed":
        tickets = tickets.select_related("owner")
        queues = queues.prefetch_related("tickets__label")
    return render_to_string("overview.html", {"tickets": list(tickets), "queues": list(queues)})


set_up()
html = page()
assert html.count("owner ") == 36 and html.count("label ") == 36
