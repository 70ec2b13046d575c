"""SQLAlchemy 1.4: session.add and session.commit for every line of an import."""
# loopline: databases sqlite postgresql
# loopline: finding import-line kind=write-loop n=25 table=coins
# loopline: twin

import sys

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Coin(Base):
    __tablename__ = "coins"
    id = Column(Integer, primary_key=True)
    country = Column(String)
    year = Column(Integer)


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
Base.metadata.create_all(engine)
lines = [f"{number};country {number};{1900 + number}" for number in range(1, 26)]


def coin_of(line):
    number, country, year = line.split(";")
    return Coin(id=int(number), country=country, year=int(year))


with Session(engine) as session:
    if sys.argv[-1] == "fixed":
        session.add_all([coin_of(line) for line in lines])
        session.commit()
    else:
        for line in lines:  # header: import-line
            session.add(coin_of(line))
            session.commit()  # loop: import-line
    assert session.query(Coin).count() == 25
