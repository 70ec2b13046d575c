"""Serializers that touch relationships: pydantic in a comprehension, marshmallow with many=True."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding reading-station kind=n+1 n=17 episodes=1 table=stations parent=readings confidence=confirmed
# loopline: finding station-alarms kind=n+1 n=17 episodes=1 table=alarms parent=stations confidence=confirmed
# loopline: twin

import sys

import marshmallow
import pydantic
from sqlalchemy import ForeignKey, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Station(Base):
    __tablename__ = "stations"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    alarms: Mapped[list["Alarm"]] = relationship()


class Reading(Base):
    __tablename__ = "readings"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    station: Mapped[Station] = relationship()


class Alarm(Base):
    __tablename__ = "alarms"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))


class StationOut(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(from_attributes=True)
    name: str


class ReadingOut(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(from_attributes=True)
    id: int
    station: StationOut


class AlarmSchema(marshmallow.Schema):
    id = marshmallow.fields.Integer()


class StationSchema(marshmallow.Schema):
    name = marshmallow.fields.String()
    alarms = marshmallow.fields.List(marshmallow.fields.Nested(AlarmSchema))


def with_pydantic(session, options):
    readings = session.scalars(select(Reading).options(*options)).all()
    return [ReadingOut.model_validate(reading).model_dump() for reading in readings]  # loop: reading-station


def with_marshmallow(session, options):
    stations = session.scalars(select(Station).options(*options)).all()
    return StationSchema(many=True).dump(stations)  # loop: station-alarms


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
Base.metadata.create_all(engine)
with engine.begin() as connection:
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 17)"
    connection.execute(text(f"insert into stations (id, name) {numbers} select 900 - i * 9, 's' || i from n"))
    connection.execute(text(f"insert into readings (id, station_id) {numbers} select i, 900 - i * 9 from n"))
    connection.execute(text(f"insert into alarms (id, station_id) {numbers} select i, 900 - i * 9 from n"))

fixed = sys.argv[-1] == "fixed"
with Session(engine) as session:
    readings = with_pydantic(session, [selectinload(Reading.station)] if fixed else [])
with Session(engine) as session:
    stations = with_marshmallow(session, [selectinload(Station.alarms)] if fixed else [])
assert len(readings) == len(stations) == 17
