"""SQLAlchemy 2.0: session.refresh for every object of a list."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding refresh-bid kind=n+1 n=15 episodes=1 table=bids link=id confidence=confirmed
# loopline: twin

import sys

from sqlalchemy import create_engine, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Bid(Base):
    __tablename__ = "bids"
    id: Mapped[int] = mapped_column(primary_key=True)
    cents: Mapped[int]


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
Base.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(text("""
        insert into bids (id, cents) with recursive n(i) as (select 1 union all select i + 1 from n where i < 15)
        select i * 59, i from n"""))

with Session(engine) as session:
    bids = session.scalars(select(Bid).order_by(Bid.id)).all()
    session.execute(update(Bid).values(cents=Bid.cents * 2), execution_options={"synchronize_session": False})
    if sys.argv[-1] == "fixed":
        session.scalars(select(Bid).execution_options(populate_existing=True)).all()
    else:
        for bid in bids:  # header: refresh-bid
            session.refresh(bid)  # loop: refresh-bid
    assert sum(bid.cents for bid in bids) == 240
