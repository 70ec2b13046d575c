"""SQLAlchemy 1.4: twelve tables are created, reflected with their keys and indexes, and dropped."""
# loopline: databases sqlite postgresql
# loopline: dismissed "catalogue"
# loopline: dismissed "schema"

import sys

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, create_engine, inspect


def tables(metadata):
    for number in range(12):
        columns = [Column("id", Integer, primary_key=True), Column("name", String(40))]
        if number:
            columns.append(Column("other", ForeignKey(f"table_{number - 1}.id")))
        table = Table(f"table_{number}", metadata, *columns)
        Index(f"index_{number}", table.c.name)


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
made = MetaData()
tables(made)
made.create_all(engine)
made.create_all(engine)

found = MetaData()
found.reflect(engine)
assert sorted(found.tables) == sorted(made.tables)

inspector = inspect(engine)
for name in inspector.get_table_names():
    assert inspector.get_pk_constraint(name)["constrained_columns"] == ["id"]
    assert {"id", "name"} <= {column["name"] for column in inspector.get_columns(name)}
    assert len(inspector.get_indexes(name)) == 1
made.drop_all(engine)
