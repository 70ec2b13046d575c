"""Django: bulk_create in batches, bulk_update, in_bulk, and prefetch_related with a Prefetch of its own."""
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
settings.configure(DATABASES={"default": database}, DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()

from django.db import connection, models, transaction  # noqa: E402
from django.db.models import Prefetch, Sum  # noqa: E402


class Room(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "hotel"


class Booking(models.Model):
    room = models.ForeignKey(Room, models.CASCADE, related_name="bookings")
    nights = models.IntegerField()

    class Meta:
        app_label = "hotel"


with connection.schema_editor() as editor:
    editor.create_model(Room)
    editor.create_model(Booking)

Room.objects.bulk_create([Room(name=f"room {number}") for number in range(500)], batch_size=50)
rooms = list(Room.objects.order_by("id"))
with transaction.atomic():
    Booking.objects.bulk_create([Booking(room=room, nights=2) for room in rooms], batch_size=60)

bookings = list(Booking.objects.select_related("room"))
for booking in bookings:
    booking.nights += len(booking.room.name) % 2
Booking.objects.bulk_update(bookings, ["nights"], batch_size=50)

long_stays = Prefetch("bookings", Booking.objects.filter(nights__gt=2), to_attr="long_stays")
counts = [len(room.long_stays) for room in Room.objects.prefetch_related(long_stays)]
assert len(counts) == 500
assert len(Room.objects.in_bulk([room.pk for room in rooms[:400]])) == 400
assert sum(booking.room.pk > 0 for booking in Booking.objects.select_related("room").iterator(chunk_size=100)) == 500
assert Booking.objects.aggregate(total=Sum("nights"))["total"] >= 1000
