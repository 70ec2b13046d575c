"""SQLAlchemy 2.0: session.get and lazy references that the identity map answers, without a statement."""
# loopline: databases sqlite postgresql
# loopline: needs current

import sys

from sqlalchemy import ForeignKey, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Country(Base):
    __tablename__ = "countries"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class City(Base):
    __tablename__ = "cities"
    id: Mapped[int] = mapped_column(primary_key=True)
    country_id: Mapped[int] = mapped_column(ForeignKey("countries.id"))
    country: Mapped[Country] = relationship()


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
Base.metadata.create_all(engine)
with engine.begin() as connection:
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 80)"
    connection.execute(text(f"insert into countries (id, name) {numbers} select i, 'c' || i from n"))
    connection.execute(text(f"insert into cities (id, country_id) {numbers} select i, i from n"))

with Session(engine) as session:
    countries = session.scalars(select(Country)).all()
    for key in range(1, 81):
        assert session.get(Country, key).name == f"c{key}"
    for city in session.scalars(select(City)):
        assert city.country.name
    assert len(countries) == 80
