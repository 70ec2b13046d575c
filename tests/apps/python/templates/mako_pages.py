"""
Renders a page of Mako whose posts ask for their authors one by one.

    mako_pages.py LOADER PAGE [DIRECTORY]

LOADER: memory; modules: what is compiled goes to files in DIRECTORY; string: the template lies in no file.
"""
import pathlib
import re
import sqlite3
import sys

from mako.lookup import TemplateLookup
from mako.template import Template

FOLDER = pathlib.Path(__file__).parent / "mako"
POSTS = 20
connection = sqlite3.connect(":memory:")


class Author:
    def __init__(self, identifier):
        row = connection.execute("SELECT name FROM authors WHERE id = ?", (identifier,)).fetchone()  # call site
        self.name = row[0]


class Post:
    def __init__(self, title, author_id):
        self.title, self.author_id = title, author_id

    @property
    def author(self):
        return Author(self.author_id)


def fill():
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {POSTS})"
    connection.execute("CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT)")
    connection.execute("CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER)")
    connection.execute(f"INSERT INTO authors {numbers} SELECT 1000 - i * 7, 'author ' || i FROM n")
    connection.execute(f"INSERT INTO posts {numbers} SELECT i, 'post ' || i, 1000 - i * 7 FROM n")


def posts():
    return [Post(*row) for row in connection.execute("SELECT title, author_id FROM posts").fetchall()]


def render(loader, page):
    if loader == "string":
        text = (FOLDER / page).read_text(encoding="utf-8")
        return Template(text).render(posts=posts())  # loop line of string
    if loader == "memory":
        return TemplateLookup([FOLDER]).get_template(page).render(posts=posts())
    return TemplateLookup([FOLDER], module_directory=sys.argv[3]).get_template(page).render(posts=posts())


fill()
print(len(set(re.findall(r"author \d+", render(sys.argv[1], sys.argv[2])))))
