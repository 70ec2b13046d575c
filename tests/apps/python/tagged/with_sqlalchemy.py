"""
Requests that SQLAlchemy answers, each statement with a comment that tells the route.

    python with_sqlalchemy.py ROUTE...       a request for each route
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "orm"))

from comments import with_comment
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from with_sqlalchemy import Post, open_engine


def list_posts(session):
    for post in session.scalars(select(Post).order_by(Post.id)).all():
        print(post.author.name)  # loop line of posts


def request(engine, route):
    def comment(_connection, _cursor, statement, parameters, _context, _executemany):
        return with_comment(statement, route=route + "?token=value-of-query", controller="list_posts",
                            framework="value-of-framework", db_driver="value-of-driver", user="value-of-user"), parameters

    event.listen(engine, "before_cursor_execute", comment, retval=True)
    with Session(engine) as session:
        list_posts(session)
    event.remove(engine, "before_cursor_execute", comment)


def main(routes):
    engine = open_engine()
    with engine.connect():
        pass
    for route in routes:
        request(engine, route)


if __name__ == "__main__":
    main(sys.argv[1:])
