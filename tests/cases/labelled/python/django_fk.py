"""Django: pupils and their school class (lazy foreign key), and the pupils of each class (reverse manager)."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding pupil-class kind=n+1 n=30 episodes=1 table=school_schoolclass
# loopline: finding pupil-class parent=school_pupil link=school_class_id confidence=confirmed
# loopline: finding class-pupils kind=n+1 n=30 episodes=1 table=school_pupil
# loopline: finding class-pupils parent=school_schoolclass link=id confidence=confirmed
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


class SchoolClass(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "school"


class Pupil(models.Model):
    name = models.CharField(max_length=40)
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="pupils")

    class Meta:
        app_label = "school"


def set_up():
    with connection.schema_editor() as editor:
        editor.create_model(SchoolClass)
        editor.create_model(Pupil)
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 30)"
    with connection.cursor() as cursor:
        cursor.execute(f"insert into school_schoolclass (id, name) {numbers} select i * 33, 'class ' || i from n")
        cursor.execute(
            f"insert into school_pupil (id, name, school_class_id) {numbers} select i, 'p' || i, i * 33 from n")


def pupil_lines(pupils):
    for pupil in pupils:  # header: pupil-class
        yield f"{pupil.name}, {pupil.school_class.name}"  # loop: pupil-class


set_up()
if sys.argv[-1] == "fixed":
    lines = list(pupil_lines(Pupil.objects.select_related("school_class").order_by("name")))
    sizes = {c.name: len(c.pupils.all()) for c in SchoolClass.objects.prefetch_related("pupils")}
else:
    lines = list(pupil_lines(Pupil.objects.order_by("name")))
    sizes = {c.name: len(c.pupils.all()) for c in SchoolClass.objects.all()}  # loop: class-pupils
assert len(lines) == 30 and set(sizes.values()) == {1}
