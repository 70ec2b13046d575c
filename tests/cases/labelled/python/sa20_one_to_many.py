"""SQLAlchemy 2.0 (psycopg 3 on PostgreSQL): playlists, their tracks, and the artist of each track."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding playlist-tracks kind=n+1 n=10 episodes=1 table=tracks parent=playlists confidence=confirmed
# loopline: finding track-artist kind=n+1 n=6 episodes=10 table=artists
# loopline: finding track-artist parent=tracks nested=playlist-tracks confidence=confirmed
# loopline: twin

import sys

from sqlalchemy import ForeignKey, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Playlist(Base):
    __tablename__ = "playlists"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    tracks: Mapped[list["Track"]] = relationship(order_by="Track.id")


class Artist(Base):
    __tablename__ = "artists"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Track(Base):
    __tablename__ = "tracks"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    playlist_id: Mapped[int] = mapped_column(ForeignKey("playlists.id"))
    artist_id: Mapped[int] = mapped_column(ForeignKey("artists.id"))
    artist: Mapped[Artist] = relationship()


def set_up(engine):
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 59)"
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text(
            f"insert into playlists (id, title) {numbers} select 900 + i, 'list ' || i from n where i < 10"))
        connection.execute(text(f"insert into artists (id, name) {numbers} select 5000 + i * 3, 'a' || i from n"))
        connection.execute(text(
            f"insert into tracks (id, title, playlist_id, artist_id) {numbers} "
            "select 20000 + i, 'track ' || i, 900 + i / 6, 5000 + i * 3 from n"))


def as_dict(playlist):
    tracks = []
    for track in playlist.tracks:  # header: track-artist
        tracks.append({"title": track.title, "artist": track.artist.name})  # loop: track-artist
    return {"title": playlist.title, "tracks": tracks}


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg://")
set_up(engine)
with Session(engine) as session:
    statement = select(Playlist).order_by(Playlist.id)
    if sys.argv[-1] == "fixed":
        statement = statement.options(selectinload(Playlist.tracks).selectinload(Track.artist))
    answer = [as_dict(playlist) for playlist in session.scalars(statement).all()]  # loop: playlist-tracks
assert sum(len(playlist["tracks"]) for playlist in answer) == 60
