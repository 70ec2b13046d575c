"""SQLAlchemy 1.4: bulk_save_objects, bulk_insert_mappings and a flush of two hundred new objects."""
# loopline: databases sqlite postgresql

import sys

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()


class House(Base):
    __tablename__ = "houses"
    id = Column(Integer, primary_key=True)
    street = Column(String)
    flats = relationship("Flat")


class Flat(Base):
    __tablename__ = "flats"
    id = Column(Integer, primary_key=True)
    floor = Column(Integer)
    house_id = Column(ForeignKey("houses.id"))


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.bulk_save_objects([House(street=f"bulk {number}") for number in range(200)])
    session.bulk_insert_mappings(House, [{"street": f"mapping {number}"} for number in range(200)])
    session.commit()

with Session(engine) as session:
    for number in range(100):
        session.add(House(street=f"unit of work {number}", flats=[Flat(floor=1), Flat(floor=2)]))
    session.commit()

with Session(engine) as session:
    assert session.query(House).count() == 500 and session.query(Flat).count() == 200
