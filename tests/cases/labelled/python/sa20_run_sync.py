"""SQLAlchemy asyncio: run_sync() runs a function with a loop of lazy loads, in a greenlet that waits for each."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding book-author kind=n+1 n=20 episodes=1 table=authors parent=books link=author_id confidence=confirmed
# loopline: twin

import asyncio
import sys

from sqlalchemy import ForeignKey, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship()


def names(session):
    found = []
    for book in session.scalars(select(Book)).all():  # header: book-author
        found.append(book.author.name)  # loop: book-author
    return found


def names_fixed(session):
    return [book.author.name for book in session.scalars(select(Book).options(joinedload(Book.author)))]


async def main():
    engine = create_async_engine("sqlite+aiosqlite:///" + sys.argv[2])
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)"
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(text(f"insert into authors {numbers} select 700 + i * 13, 'author ' || i from n"))
        await connection.execute(text(f"insert into books {numbers} select i, 700 + i * 13 from n"))
    async with AsyncSession(engine) as session:
        assert len(await session.run_sync(names_fixed if sys.argv[-1] == "fixed" else names)) == 20
    await engine.dispose()


asyncio.run(main())
