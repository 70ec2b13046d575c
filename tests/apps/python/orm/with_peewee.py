"""
peewee: a relationship in a loop.

    python with_peewee.py FUNCTION
"""

import os
import sys

import peewee

kind, _, path = os.environ["BLOG_DATABASE"].partition(":")
database = peewee.SqliteDatabase(path) if kind == "sqlite" else peewee.PostgresqlDatabase(os.environ["PGDATABASE"])


class Author(peewee.Model):
    name = peewee.CharField()

    class Meta:
        database = database
        table_name = "authors"


class Post(peewee.Model):
    title = peewee.CharField()
    author = peewee.ForeignKeyField(Author, backref="posts")

    class Meta:
        database = database
        table_name = "posts"


def list_posts(posts):
    for post in posts:
        print(post.author.name)  # loop line of posts


def lazy():
    list_posts(list(Post.select().order_by(Post.id)))


def iterated():
    """The rows are fetched by the loop."""
    for post in Post.select().order_by(Post.id):
        print(post.author.name)  # loop line of iterated


def joined():
    list_posts(list(Post.select(Post, Author).join(Author).order_by(Post.id)))


def prefetched():
    list_posts(peewee.prefetch(Post.select().order_by(Post.id), Author.select()))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
