"""SQLAlchemy 2.0: a hybrid property that sums up a lazy collection, asked of every account in a sort."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding account-balance kind=n+1 n=20 episodes=1 table=bookings
# loopline: finding account-balance parent=accounts link=accounts_id confidence=confirmed
# loopline: twin

import sys
from operator import attrgetter

from sqlalchemy import ForeignKey, create_engine, func, select, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, declarative_base, mapped_column, relationship

Base = declarative_base()


class Booking(Base):
    __tablename__ = "bookings"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    cents: Mapped[int]


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    bookings: Mapped[list[Booking]] = relationship()

    @hybrid_property
    def balance(self):
        return sum(booking.cents for booking in self.bookings)

    @balance.inplace.expression
    @classmethod
    def _balance_expression(cls):
        return select(func.sum(Booking.cents)).where(Booking.account_id == cls.id).scalar_subquery()


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 59)"
Base.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(text(
        f"insert into accounts (id, owner) {numbers} select 810 + i * 2, 'owner ' || i from n where i < 20"))
    connection.execute(text(
        f"insert into bookings (id, account_id, cents) {numbers} select i, 810 + i / 3 * 2, i from n"))

with Session(engine) as session:
    if sys.argv[-1] == "fixed":
        richest = session.scalars(select(Account).order_by(Account.balance.desc())).first()
    else:
        accounts = session.query(Account).all()
        richest = sorted(accounts, key=attrgetter("balance"), reverse=True)[0]  # loop: account-balance
    assert richest.owner == "owner 19"
