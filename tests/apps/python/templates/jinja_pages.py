"""
Renders a page of Jinja2 whose posts ask for their authors one by one.

    jinja_pages.py LOADER PAGE

LOADER: file; cached: twice, with a cache of bytecode, the second time out of it; package; dictionary, string: the
template lies in no file; async: rendered by an event loop.
"""
import asyncio
import pathlib
import re
import sqlite3
import sys
import tempfile

import jinja2

FOLDER = pathlib.Path(__file__).parent / "pages"
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


def texts():
    return {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.html")}


async def page_in_loop(template):
    return await template.render_async(posts=posts())


def with_bytecode_cache(directory, page):
    """The first environment fills the cache, the second one takes the template out of it."""
    for _ in range(2):
        cache = jinja2.FileSystemBytecodeCache(directory)
        environment = jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), bytecode_cache=cache)
        template = environment.get_template(page)
    assert list(pathlib.Path(directory).iterdir())
    return template.render(posts=posts())


def render(loader, page):
    if loader == "string":
        return jinja2.Template(texts()[page]).render(posts=posts())  # loop line of string
    if loader == "cached":
        with tempfile.TemporaryDirectory() as directory:
            return with_bytecode_cache(directory, page)
    if loader == "async":
        environment = jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), enable_async=True)
        return asyncio.run(page_in_loop(environment.get_template(page)))
    loaders = {
        "file": lambda: jinja2.FileSystemLoader(FOLDER),
        "package": lambda: jinja2.PackageLoader("pages", ""),
        "dictionary": lambda: jinja2.DictLoader(texts()),
    }
    return jinja2.Environment(loader=loaders[loader]()).get_template(page).render(posts=posts())


fill()
print(len(set(re.findall(r"author \d+", render(sys.argv[1], sys.argv[2]).lower()))))
