"""SQLAlchemy 2.0: one page with joinedload, selectinload, subqueryload, two levels deep, and a plain join."""
# loopline: databases sqlite postgresql
# loopline: needs current

import sys

from sqlalchemy import ForeignKey, create_engine, func, select, text
from sqlalchemy.orm import (
    DeclarativeBase, Mapped, Session, contains_eager, joinedload, mapped_column, relationship, selectinload,
    subqueryload,
)


class Base(DeclarativeBase):
    pass


class Club(Base):
    __tablename__ = "clubs"
    id: Mapped[int] = mapped_column(primary_key=True)
    players: Mapped[list["Player"]] = relationship()


class Player(Base):
    __tablename__ = "players"
    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("clubs.id"))
    goals: Mapped[list["Goal"]] = relationship()


class Goal(Base):
    __tablename__ = "goals"
    id: Mapped[int] = mapped_column(primary_key=True)
    player_id: Mapped[int] = mapped_column(ForeignKey("players.id"))


def set_up(engine):
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 599)"
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text(f"insert into clubs (id) {numbers} select i + 1 from n where i < 30"))
        connection.execute(text(
            f"insert into players (id, club_id) {numbers} select i + 1, i / 10 + 1 from n where i < 300"))
        connection.execute(text(f"insert into goals (id, player_id) {numbers} select i + 1, i / 2 + 1 from n"))


def goals(session, option):
    clubs = session.scalars(select(Club).options(option)).unique().all()
    return sum(len(player.goals) for club in clubs for player in club.players)


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
set_up(engine)
for option in (
    joinedload(Club.players).joinedload(Player.goals),
    selectinload(Club.players).selectinload(Player.goals),
    subqueryload(Club.players).subqueryload(Player.goals),
    selectinload(Club.players).joinedload(Player.goals),
):
    with Session(engine) as session:
        assert goals(session, option) == 600

with Session(engine) as session:
    statement = select(Player).join(Player.goals).options(contains_eager(Player.goals))
    assert sum(len(player.goals) for player in session.scalars(statement).unique()) == 600
    assert sum(session.scalars(select(func.count(Goal.id)).group_by(Goal.player_id))) == 600
