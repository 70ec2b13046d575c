"""SQLAlchemy: a hook looks something up before each insert, and each insert is committed."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding customer kind=n+1 n=20 table=customers
# loopline: finding new-visit kind=write-loop n=20 table=visits

import sys

from sqlalchemy import create_engine, event, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(f"sqlite:///{sys.argv[2]}" if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Visit(Base):
    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    label: Mapped[str]


@event.listens_for(Visit, "before_insert")
def set_label(mapper, connection, visit):
    visit.label = connection.scalar(select(Customer.name).where(Customer.id == visit.customer_id))


Base.metadata.create_all(engine)
with engine.begin() as connection:
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)"
    connection.execute(text(f"insert into customers (id, name) {numbers} select i * 17, 'c' || i from n"))
with Session(engine) as session:
    for number in range(17, 20 * 17 + 1, 17):
        session.add(Visit(customer_id=number, label=""))
        session.commit()  # loop: customer, loop: new-visit
