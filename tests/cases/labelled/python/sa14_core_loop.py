"""SQLAlchemy Core 1.4: the readings of every meter, one connection.execute each."""
# loopline: databases sqlite postgresql
# loopline: finding meter-reading kind=n+1 n=31 episodes=1 table=readings
# loopline: finding meter-reading parent=meters link=number confidence=confirmed
# loopline: twin

import sys

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, func, select, text

metadata = MetaData()
meters = Table("meters", metadata, Column("number", String, primary_key=True), Column("street", String))
readings = Table("readings", metadata, Column("meter", String), Column("day", Integer), Column("kwh", Integer))


def set_up(connection):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 31)"
    connection.execute(text(f"insert into meters (number, street) {numbers} select 'M' || (i * 37), 'Elm' from n"))
    connection.execute(text(
        f"insert into readings (meter, day, kwh) {numbers} select 'M' || (i * 37), i, i * 5 from n"))


def last_reading(connection, number):
    statement = select(func.max(readings.c.kwh)).where(readings.c.meter == number)
    return connection.execute(statement).scalar()


def consumption(connection):
    total = 0
    for meter in connection.execute(select(meters.c.number, meters.c.street)).all():  # header: meter-reading
        total += last_reading(connection, meter.number)  # loop: meter-reading
    return total


def consumption_fixed(connection):
    of_meter = select(func.max(readings.c.kwh).label("kwh")).group_by(readings.c.meter).subquery()
    return connection.execute(select(func.sum(of_meter.c.kwh))).scalar()


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
metadata.create_all(engine)
with engine.begin() as connection:
    set_up(connection)
with engine.connect() as connection:
    total = consumption_fixed(connection) if sys.argv[-1] == "fixed" else consumption(connection)
assert total == 5 * sum(range(1, 32))
