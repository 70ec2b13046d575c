"""Django REST framework: a serializer with a nested many-to-many field and a method field."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding movie-actors kind=n+1 n=14 episodes=1 table=cinema_movie_actors parent=cinema_movie link=id
# loopline: finding movie-actors confidence=confirmed
# loopline: finding movie-rating kind=n+1 n=14 episodes=1 table=cinema_review parent=cinema_movie link=id
# loopline: finding movie-rating confidence=confirmed
# loopline: twin

import os
import sys

import django
from django.conf import settings

if sys.argv[1] == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}
else:
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}
settings.configure(
    DATABASES={"default": database},
    INSTALLED_APPS=["cinema"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None, "DEFAULT_AUTHENTICATION_CLASSES": []},
)
django.setup()

from django.db import connection  # noqa: E402

from cinema.models import Actor, Movie, Review  # noqa: E402
from cinema.serializers import MovieSerializer  # noqa: E402


def set_up():
    with connection.schema_editor() as editor:
        for model in (Actor, Movie, Review):
            editor.create_model(model)
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 14)"
    with connection.cursor() as cursor:
        cursor.execute(f"insert into cinema_actor (id, name) {numbers} select i, 'actor ' || i from n")
        cursor.execute(f"insert into cinema_movie (id, title) {numbers} select i * 71, 'movie ' || i from n")
        cursor.execute(f"insert into cinema_movie_actors (movie_id, actor_id) {numbers} select i * 71, i from n")
        cursor.execute(f"insert into cinema_review (id, movie_id, stars) {numbers} select i, i * 71, 4 from n")


def answer():
    movies = Movie.objects.order_by("id")
    if sys.argv[-1] == "fixed":
        movies = movies.prefetch_related("actors", "reviews")
    return MovieSerializer(movies, many=True).data  # loop: movie-actors loop: movie-rating


set_up()
assert [movie["stars"] for movie in answer()] == [4] * 14
