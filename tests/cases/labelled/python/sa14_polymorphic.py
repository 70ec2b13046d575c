"""SQLAlchemy 1.4: joined-table inheritance; what only a subclass has is loaded row by row when touched."""
# loopline: databases sqlite postgresql
# loopline: finding vehicle-payload kind=n+1 n=24 episodes=1 table=trucks
# loopline: finding vehicle-payload parent=vehicles link=vehicles_id confidence=confirmed
# loopline: twin

import sys

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, text
from sqlalchemy.orm import Session, declarative_base, with_polymorphic

Base = declarative_base()


class Vehicle(Base):
    __tablename__ = "vehicles"
    id = Column(Integer, primary_key=True)
    kind = Column(String)
    plate = Column(String)
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "vehicle"}


class Truck(Vehicle):
    __tablename__ = "trucks"
    id = Column(ForeignKey("vehicles.id"), primary_key=True)
    payload = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "truck"}


def set_up(engine):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 24)"
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text(
            f"insert into vehicles (id, kind, plate) {numbers} select i * 17, 'truck', 'HH-' || i from n"))
        connection.execute(text(f"insert into trucks (id, payload) {numbers} select i * 17, i * 100 from n"))


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
set_up(engine)
with Session(engine) as session:
    entity = with_polymorphic(Vehicle, [Truck]) if sys.argv[-1] == "fixed" else Vehicle
    vehicles = session.query(entity).order_by(entity.plate).all()
    payload = sum(vehicle.payload for vehicle in vehicles)  # loop: vehicle-payload
assert payload == 30000
