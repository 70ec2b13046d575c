"""Peewee: get_or_create() for each name of a list: a look-up (LIMIT 1 OFFSET 0) and an insert by turns."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding look-up kind=n+1 n=20 table=city
# loopline: finding new-city kind=write-loop n=20 table=city

import os
import sys

import peewee

if sys.argv[1] == "sqlite":
    database = peewee.SqliteDatabase(sys.argv[2])
else:
    database = peewee.PostgresqlDatabase(os.environ["PGDATABASE"])


class City(peewee.Model):
    name = peewee.CharField()

    class Meta:
        database = database


database.create_tables([City])
for number in range(20):
    City.get_or_create(name=f"city {number}")  # loop: look-up, loop: new-city
assert City.select().count() == 20
