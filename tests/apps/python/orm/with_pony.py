"""
Pony, which loads what a loop will need without being told: the second time that one author is asked for, the
others that are known by their keys come along.
"""

import os

from pony import orm

db = orm.Database()
kind, _, path = os.environ["BLOG_DATABASE"].partition(":")


class Author(db.Entity):
    _table_ = "authors"
    id = orm.PrimaryKey(int)
    name = orm.Required(str)
    posts = orm.Set("Post")


class Post(db.Entity):
    _table_ = "posts"
    id = orm.PrimaryKey(int)
    title = orm.Required(str)
    author = orm.Required(Author, column="author_id")


if kind == "sqlite":
    db.bind(provider="sqlite", filename=path)
else:
    db.bind(provider="postgres")
db.generate_mapping(create_tables=False)

with orm.db_session:
    for post in orm.select(post for post in Post).order_by(Post.id)[:]:
        print(post.author.name)
