"""Django's test client in a loop: each request asks for its own rows; one view lists all, row by row."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding list-people kind=n+1 n=15 table=people_person parent=people_profile link=person_id
# loopline: twin

import os
import sys

import django
from django.conf import settings

if sys.argv[1] == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}
else:
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}
settings.configure(DATABASES={"default": database}, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
                   ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"])
django.setup()

from django.db import connection, models  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402


class Person(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "people"


class Profile(models.Model):
    person = models.OneToOneField(Person, models.CASCADE, related_name="profile")
    motto = models.CharField(max_length=40)

    class Meta:
        app_label = "people"


def show_person(request, number):
    person = Person.objects.get(pk=number)
    return JsonResponse({"name": person.name, "motto": person.profile.motto})


def show_all(request):
    profiles = Profile.objects.order_by("motto")
    if sys.argv[-1] == "fixed":
        profiles = profiles.select_related("person")
    return JsonResponse({"names": [profile.person.name for profile in profiles]})  # loop: list-people


urlpatterns = [path("person/<int:number>/", show_person), path("people/", show_all)]


def set_up():
    with connection.schema_editor() as editor:
        editor.create_model(Person)
        editor.create_model(Profile)
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 15)"
    with connection.cursor() as cursor:
        cursor.execute(f"insert into people_person (id, name) {numbers} select i * 23, 'name ' || i from n")
        cursor.execute(
            f"insert into people_profile (id, person_id, motto) {numbers} select i, i * 23, 'motto ' || i from n")


set_up()
client = Client()
for number in range(23, 15 * 23 + 1, 23):
    assert client.get(f"/person/{number}/").status_code == 200
for _ in range(6):
    assert len(client.get("/people/").json()["names"]) == 15
