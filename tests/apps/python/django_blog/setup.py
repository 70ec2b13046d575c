"""Settings of a project without files of its own: `import setup` first."""

import os
import pathlib

import django
from django.conf import settings

kind, _, path = os.environ["BLOG_DATABASE"].partition(":")
if kind == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
else:
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}

settings.configure(
    DEBUG=False,
    SECRET_KEY="of a test",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="views",
    DATABASES={"default": database},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(pathlib.Path(__file__).parent / "templates")],
    }],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
)
django.setup()
