"""Jinja2 and SQLAlchemy 2.0: pages that inherit from one another; a block walks over rows and their relationships."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding track-album kind=n+1 n=24 episodes=1 table=albums
# loopline: finding track-album parent=tracks link=album_id confidence=confirmed
# loopline: twin

import pathlib
import sys

import jinja2
from sqlalchemy import ForeignKey, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship

COUNT = 24


class Base(DeclarativeBase):
    pass


class Album(Base):
    __tablename__ = "albums"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Track(Base):
    __tablename__ = "tracks"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    album_id: Mapped[int] = mapped_column(ForeignKey("albums.id"))
    album: Mapped[Album] = relationship()


def set_up(engine):
    Base.metadata.create_all(engine)
    numbers = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {COUNT})"
    with engine.begin() as connection:
        connection.execute(text(f"insert into albums (id, title) {numbers} select 900 - i * 11, 'album ' || i from n"))
        connection.execute(text(
            f"insert into tracks (id, title, album_id) {numbers} select i, 'track ' || i, 900 - i * 11 from n"))


def page(session):
    tracks = select(Track).order_by(Track.id)
    if sys.argv[-1] == "fixed":
        tracks = tracks.options(joinedload(Track.album))
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(pathlib.Path(__file__).parent / "templates"))
    return environment.get_template("tracks.html").render(tracks=session.scalars(tracks).all())


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
set_up(engine)
with Session(engine) as session:
    assert page(session).count("<tr>") == COUNT
