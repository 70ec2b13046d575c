"""SQLAlchemy 2.0: identifiers out of an upload, session.get for each of them."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding get-device kind=n+1 n=25 episodes=1 table=devices confidence=likely
# loopline: twin

import sys
import uuid

from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Device(Base):
    __tablename__ = "devices"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    serial: Mapped[str]


def identifiers():
    for number in range(25):
        yield uuid.UUID(int=0xA0000000000040008000000000000000 + number)


def set_up(engine):
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(Device.__table__.insert(), [{"id": key, "serial": key.hex[-6:]} for key in identifiers()])


def serials(session):
    found = []
    for key in identifiers():  # header: get-device
        device = session.get(Device, key)  # loop: get-device
        found.append(device.serial)
    return found


def serials_fixed(session):
    return session.scalars(select(Device.serial).where(Device.id.in_(list(identifiers())))).all()


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
set_up(engine)
with Session(engine) as session:
    assert len(serials_fixed(session) if sys.argv[-1] == "fixed" else serials(session)) == 25
