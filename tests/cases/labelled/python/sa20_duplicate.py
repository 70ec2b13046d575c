"""SQLAlchemy 2.0: the same feature flag is queried for every visitor."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding same-flag kind=duplicate n=21 episodes=1 table=flags
# loopline: twin

import sys

from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Flag(Base):
    __tablename__ = "flags"
    name: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]


class Visitor(Base):
    __tablename__ = "visitors"
    id: Mapped[int] = mapped_column(primary_key=True)


def is_enabled(session, name):
    return session.scalars(select(Flag.enabled).filter_by(name=name)).one()


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
Base.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(Flag.__table__.insert(), {"name": "new-header", "enabled": True})
    connection.execute(text("""
        insert into visitors (id) with recursive n(i) as (select 1 union all select i + 1 from n where i < 21)
        select i * 83 from n"""))

with Session(engine) as session:
    visitors = session.scalars(select(Visitor)).all()
    if sys.argv[-1] == "fixed":
        enabled = is_enabled(session, "new-header")
        greeted = [visitor.id for visitor in visitors if enabled]
    else:
        greeted = [v.id for v in visitors if is_enabled(session, "new-header")]  # loop: same-flag
    assert len(greeted) == 21
