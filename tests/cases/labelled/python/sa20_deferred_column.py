"""SQLAlchemy 2.0: the body of an article is a deferred column, and the feed prints the body of every article."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding article-body kind=n+1 n=30 episodes=1 table=articles
# loopline: finding article-body parent=articles link=id confidence=confirmed
# loopline: twin

import sys

from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, undefer


class Base(DeclarativeBase):
    pass


class Article(Base):
    __tablename__ = "articles"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(deferred=True)


def set_up(engine):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 30)"
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text(
            f"insert into articles (id, title, body) {numbers} select i * 7, 'title ' || i, 'body ' || i from n"))


def feed(session, options):
    entries = []
    for article in session.scalars(select(Article).options(*options)):  # header: article-body
        entries.append(f"<entry><title>{article.title}</title>{article.body}</entry>")  # loop: article-body
    return entries


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg://")
set_up(engine)
with Session(engine) as session:
    assert len(feed(session, [undefer(Article.body)] if sys.argv[-1] == "fixed" else [])) == 30
