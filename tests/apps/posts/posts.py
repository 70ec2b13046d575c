"""A page that lists posts with their authors, by SQLAlchemy on an SQLite database in memory.

    posts.py            lazy: one query for the posts, and one more for the author of each
    posts.py --fixed    the authors of all posts by one query more
"""
import sys

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base, relationship, selectinload

POSTS = 100
SHOWN = 5

Base = declarative_base()


class Author(Base):
    __tablename__ = "authors"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String, nullable=False)
    author_id = Column(ForeignKey("authors.id"), nullable=False)
    author = relationship(Author)


def fill(session):
    for number in range(1, POSTS + 1):
        author = Author(id=number, name=f"Author no. {number}")
        session.add(Post(id=number, title=f"Letter no. {number}", author=author))
    session.commit()


def posts_page(session, *options):
    lines = []
    for post in session.query(Post).options(*options).order_by(Post.id):
        lines.append(f"{post.title:<16} {post.author.name}")  # loop line
    return lines


def main():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
    with Session(engine) as session:
        lines = posts_page(session, *([selectinload(Post.author)] if "--fixed" in sys.argv else []))
    print("\n".join(lines[:SHOWN]))
    print(f"… and {len(lines) - SHOWN} more")


main()
