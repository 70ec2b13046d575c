"""SQLAlchemy 1.4: parcels and the depot of each, a lazy many-to-one relationship."""
# loopline: databases sqlite postgresql
# loopline: finding parcel-depot kind=n+1 n=40 episodes=1 table=depots
# loopline: finding parcel-depot parent=parcels link=parcels_depot_id confidence=confirmed
# loopline: twin

import sys

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, text
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship

Base = declarative_base()


class Depot(Base):
    __tablename__ = "depots"
    id = Column(Integer, primary_key=True)
    city = Column(String)


class Parcel(Base):
    __tablename__ = "parcels"
    id = Column(Integer, primary_key=True)
    weight = Column(Integer)
    depot_id = Column(ForeignKey("depots.id"))
    depot = relationship(Depot)


def set_up(engine):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text(f"insert into depots (id, city) {numbers} select i * 21, 'city ' || i from n"))
        connection.execute(text(f"insert into parcels (id, weight, depot_id) {numbers} select i, i, i * 21 from n"))


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
set_up(engine)
with Session(engine) as session:
    query = session.query(Parcel).order_by(Parcel.weight)
    if sys.argv[-1] == "fixed":
        query = query.options(joinedload(Parcel.depot))
    cities = []
    for parcel in query:  # header: parcel-depot
        cities.append(parcel.depot.city)  # loop: parcel-depot
assert len(set(cities)) == 40
