"""Pony loads the references of many objects by itself in batches."""
# loopline: databases sqlite postgresql
# loopline: needs current

import os
import sys

from pony import orm

database = orm.Database()


class Owner(database.Entity):
    name = orm.Required(str)
    pets = orm.Set("Pet")


class Pet(database.Entity):
    name = orm.Required(str)
    owner = orm.Required(Owner)


if sys.argv[1] == "sqlite":
    database.bind(provider="sqlite", filename=sys.argv[2], create_db=True)
else:
    database.bind(provider="postgres", database=os.environ["PGDATABASE"])
database.generate_mapping(create_tables=True)

numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)"
with orm.db_session:
    database.execute(f"insert into owner (id, name) {numbers} select i, 'owner ' || i from n")
    database.execute(f"insert into pet (id, name, owner) {numbers} select i, 'pet ' || i, i from n")

with orm.db_session:
    names = [(pet.name, pet.owner.name) for pet in Pet.select().order_by(Pet.id)[:]]
    assert names[59] == ("pet 60", "owner 60")
with orm.db_session:
    print({owner.name: len(owner.pets) for owner in Owner.select()})
