"""Strawberry's GraphQL in Flask with threads, Flask-Admin beside it, SQLAlchemy and SQLite: resolvers, lists, forms, exports."""

import json

PACKAGES = ["strawberry-graphql==0.270.1", "graphql-core==3.2.6", "Flask==3.1.1", "Flask-Admin==1.6.1", "Flask-SQLAlchemy==3.1.1",
            "SQLAlchemy==2.0.43", "WTForms==3.1.2", "Werkzeug==3.1.3"]
APPLICATION = ["/flask_admin/"]
FILES = {
    "tables.py": '''
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config.update(SECRET_KEY="constant", SQLALCHEMY_DATABASE_URI="sqlite:///music.db")
app.instance_path = "."
db = SQLAlchemy()
import os
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///" + os.path.abspath("music.db")
db.init_app(app)

member = db.Table("member", db.Column("artist_id", db.ForeignKey("artist.id")), db.Column("label_id", db.ForeignKey("label.id")))


class Label(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)

    def __str__(self):
        return self.name


class Artist(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    labels = db.relationship(Label, secondary=member, order_by=Label.id, backref="artists")
    albums = db.relationship("Album", back_populates="artist", order_by="Album.id")

    def __str__(self):
        return f"{self.name} ({len(self.albums)})"


class Album(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String)
    artist_id = db.Column(db.ForeignKey("artist.id"))
    artist = db.relationship(Artist, back_populates="albums")
    tracks = db.relationship("Track", back_populates="album", order_by="Track.id", cascade="all, delete-orphan")

    def __str__(self):
        return self.title


class Track(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    seconds = db.Column(db.Integer)
    album_id = db.Column(db.ForeignKey("album.id"))
    album = db.relationship(Album, back_populates="tracks")

    def __str__(self):
        return self.name
''',
    "fill.py": '''
from tables import Album, Artist, Label, Track, app, db

with app.app_context():
    db.create_all()
    labels = [Label(name=f"label {number}") for number in range(7)]
    for number in range(8):
        artist = Artist(name=f"artist {number}", labels=[labels[number % 7], labels[(number + 3) % 7]])
        for part in range(number % 4 + 1):
            album = Album(title=f"album {number}.{part}", artist=artist)
            album.tracks = [Track(name=f"track {number}.{part}.{place}", seconds=100 + place) for place in range(6)]
        db.session.add(artist)
    db.session.commit()
''',
    "music.py": '''
import sys
from typing import Optional

import strawberry
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from strawberry.flask.views import GraphQLView
from tables import Album, Artist, Label, Track, app, db


@strawberry.type
class TrackType:
    id: int
    name: str
    seconds: int


@strawberry.type
class AlbumType:
    id: int
    title: str
    artist_id: strawberry.Private[int]

    @strawberry.field
    def artist(self) -> "ArtistType":
        return artist_of(db.session.get(Artist, self.artist_id))

    @strawberry.field
    def tracks(self) -> list[TrackType]:
        found = db.session.query(Track).filter(Track.album_id == self.id).order_by(Track.id)
        return [TrackType(id=track.id, name=track.name, seconds=track.seconds) for track in found]

    @strawberry.field
    def length(self) -> int:
        return db.session.query(db.func.sum(Track.seconds)).filter(Track.album_id == self.id).scalar() or 0


@strawberry.type
class ArtistType:
    id: int
    name: str

    @strawberry.field
    def albums(self, first: Optional[int] = None) -> list[AlbumType]:
        found = db.session.query(Album).filter_by(artist_id=self.id).order_by(Album.id)
        return [album_of(album) for album in (found.limit(first) if first else found)]

    @strawberry.field
    async def label_names(self) -> list[str]:
        return [label.name for label in db.session.get(Artist, self.id).labels]


def artist_of(artist):
    return ArtistType(id=artist.id, name=artist.name)


def album_of(album):
    return AlbumType(id=album.id, title=album.title, artist_id=album.artist_id)


@strawberry.type
class Query:
    @strawberry.field
    def artists(self) -> list[ArtistType]:
        return [artist_of(artist) for artist in db.session.query(Artist).order_by(Artist.id)]

    @strawberry.field
    def albums(self, ids: Optional[list[int]] = None) -> list[AlbumType]:
        if ids is None:
            return [album_of(album) for album in db.session.query(Album).order_by(Album.id)]
        return [album_of(db.session.get(Album, number)) for number in ids]


@strawberry.type
class Mutation:
    @strawberry.mutation
    def rename(self, ids: list[int], suffix: str) -> int:
        for number in ids:
            db.session.get(Track, number).name += suffix
            db.session.commit()
        return len(ids)


schema = strawberry.Schema(Query, Mutation)
app.add_url_rule("/graphql", view_func=GraphQLView.as_view("graphql", schema=schema))


class AlbumView(ModelView):
    can_export = True
    column_list = ["title", "artist", "artist.name", "tracks"]
    column_filters = ["artist.name"]
    column_searchable_list = ["title"]
    form_columns = ["title", "artist", "tracks"]


class ArtistView(ModelView):
    can_export = True
    column_list = ["name", "albums", "labels"]


class TrackView(ModelView):
    column_list = ["name", "album", "album.artist"]
    column_editable_list = ["name"]


admin = Admin(app, name="Music", template_mode="bootstrap4")
admin.add_view(AlbumView(Album, db.session))
admin.add_view(ArtistView(Artist, db.session))
admin.add_view(TrackView(Track, db.session))
admin.add_view(ModelView(Label, db.session))
app.run(port=int(sys.argv[1]), threaded=True)
''',
}
PREPARE = [["{python}", "fill.py"]]
SERVER = ["{python}", "music.py", "{port}"]
QUERIES = [
    "{ artists { name albums { title tracks { name } } } }",
    "{ artists { name albums(first: 1) { title length } } }",
    "{ albums { title length artist { name } } }",
    "{ albums(ids: [3, 5, 7, 9, 11, 13]) { title tracks { seconds } } }",
    'mutation { rename(ids: [1, 2, 3, 4, 5, 6, 7], suffix: "x") }',
    "{ artists { name albums { title } } }",
]
PAGES = ["/admin/album/", "/admin/album/?page_size=100&sort=1", "/admin/album/?search=album+3", "/admin/album/export/csv/",
         "/admin/artist/", "/admin/artist/export/csv/", "/admin/track/", "/admin/track/?page=3", "/admin/label/",
         "/admin/album/edit/?id=4", "/admin/artist/edit/?id=4", "/admin/artist/new/", "/admin/album/details/?id=3"]


def drive(client):
    for query in QUERIES:
        client.post("/graphql", body=json.dumps({"query": query}).encode(), Content_Type="application/json")
    for page in PAGES:
        client.get(page)
    client.post("/admin/album/action/", {"action": "delete", "rowid": ["6", "7", "8", "9", "10"]})
    client.post("/admin/track/ajax/update/", {"list_form_pk": "11", "name": "other"})
    client.get("/admin/album/")


CLEAN = [r"Album_\d{4}-[^\"]*csv", r"filename=[^;]*"]
