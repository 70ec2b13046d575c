"""Django: `migrate` of its own applications, which writes migrations, content types and permissions."""
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
settings.configure(
    DATABASES={"default": database},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
)
django.setup()

from django.contrib.auth.models import Permission  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)
call_command("migrate", verbosity=0)
assert Permission.objects.count() == 20
