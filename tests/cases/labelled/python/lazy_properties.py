"""Home-made active records: a property and a __getattr__ that fetch what they stand for when it is touched."""
# loopline: databases sqlite postgresql
# loopline: finding album-artist kind=n+1 n=28 episodes=1 table=artists
# loopline: finding album-artist parent=albums link=artist_id confidence=confirmed
# loopline: finding album-label kind=n+1 n=28 episodes=1 table=labels
# loopline: finding album-label parent=albums link=label_id confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    store, MARK = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    store, MARK = psycopg2.connect(""), "%s"


def rows(statement, *parameters):
    cursor = store.cursor()
    cursor.execute(statement.replace("?", MARK), parameters)
    return cursor.fetchall() if cursor.description else []


class Album:
    def __init__(self, key, title, artist_id, label_id):
        self.key, self.title, self.artist_id, self.label_id = key, title, artist_id, label_id

    @property
    def artist(self):
        if not hasattr(self, "_artist"):
            self._artist = rows("select name from artists where id = ?", self.artist_id)[0][0]
        return self._artist

    def __getattr__(self, name):
        if name != "label":
            raise AttributeError(name)
        self.label = rows("select city, name from labels where id = ?", self.label_id)[0]
        return self.label

    @classmethod
    def all(cls):
        return [cls(*row) for row in rows("select id, title, artist_id, label_id from albums order by title")]

    @classmethod
    def all_with_names(cls):
        albums = []
        for *row, artist, city, label in rows("""
                select al.id, al.title, al.artist_id, al.label_id, ar.name, l.city, l.name
                from albums al join artists ar on ar.id = al.artist_id join labels l on l.id = al.label_id"""):
            album = cls(*row)
            album._artist, album.label = artist, (city, label)
            albums.append(album)
        return albums


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 28)"
    rows("create table artists (id integer primary key, name text)")
    rows("create table labels (id integer primary key, name text, city text)")
    rows("create table albums (id integer primary key, title text, artist_id integer, label_id integer)")
    rows(f"insert into artists {numbers} select 400 + i, 'artist ' || i from n")
    rows(f"insert into labels {numbers} select 90000 - i * 3, 'label ' || i, 'city' from n")
    rows(f"insert into albums {numbers} select i, 'album ' || (100 - i), 400 + i, 90000 - i * 3 from n")
    store.commit()


set_up()
for album in Album.all_with_names() if sys.argv[-1] == "fixed" else Album.all():  # header: album-artist
    print(album.title, "by", album.artist)  # loop: album-artist
    if album.label[0]:  # loop: album-label
        print("  on", album.label[1])
