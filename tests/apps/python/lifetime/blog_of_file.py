"""A blog in a file, for more than one process: `database()` opens it, and makes it where it is empty."""

import os
import sqlite3

LOOKUPS = 30


def database():
    blog = sqlite3.connect(os.environ["BLOG_DATABASE"].partition(":")[2], isolation_level=None, check_same_thread=False)
    return blog


def author_name(blog, author_id):
    return blog.execute("select name from authors where id = ?", (author_id,)).fetchone()[0]  # call site


def list_names(blog):
    """One statement and thirty look-ups."""
    names = []
    for (author_id,) in blog.execute("select author_id from posts order by id").fetchall():
        names.append(author_name(blog, author_id))  # loop line
    return names
