"""A script of the project asks for each page of an installed application in its own process; the application's view loops."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding owners kind=n+1 n=12 episodes=3 table=desk_owner confidence=confirmed parent=desk_ticket link=owner_id

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "site-packages"))

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.configure(
    ALLOWED_HOSTS=["testserver"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["desk"],
    ROOT_URLCONF="desk.urls",
)
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

with connection.cursor() as cursor:
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)"
    cursor.execute("create table desk_owner (id integer primary key, name text)")
    cursor.execute("create table desk_ticket (id integer primary key, page integer, owner_id integer)")
    cursor.execute(f"insert into desk_owner {numbers % 36} select 500 + i * 7, 'owner ' || i from n")
    cursor.execute(f"insert into desk_ticket {numbers % 36} select i, (i - 1) / 12, 500 + i * 7 from n")

client = Client()
for page in range(3):
    assert client.get(f"/tickets/{page}/").content.count(b"owner") == 12
