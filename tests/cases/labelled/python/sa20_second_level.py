"""SQLAlchemy 2.0: the comments of all posts are loaded eagerly, the author of each comment was forgotten."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding comment-author kind=n+1 n=60 episodes=1 table=authors parent=comments link=comments_author_id
# loopline: finding comment-author confidence=confirmed
# loopline: twin

import sys

from sqlalchemy import ForeignKey, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Comment(Base):
    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship()


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    comments: Mapped[list[Comment]] = relationship(order_by=Comment.id)


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
Base.metadata.create_all(engine)
with engine.begin() as connection:
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 59)"
    connection.execute(text(f"insert into posts (id) {numbers} select i + 1 from n where i < 10"))
    connection.execute(text(f"insert into authors (id, name) {numbers} select 12000 + i * 7, 'a' || i from n"))
    connection.execute(text(
        f"insert into comments (id, post_id, author_id) {numbers} select i, i / 6 + 1, 12000 + i * 7 from n"))

comments = selectinload(Post.comments)
if sys.argv[-1] == "fixed":
    comments = comments.joinedload(Comment.author)
with Session(engine) as session:
    names = []
    for post in session.scalars(select(Post).options(comments)):
        for comment in post.comments:
            names.append(comment.author.name)  # loop: comment-author
    assert len(set(names)) == 60
