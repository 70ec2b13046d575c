"""SQLAlchemy's asyncio session over aiosqlite: each lazy load is awaited (awaitable_attrs)."""
# loopline: databases sqlite
# loopline: needs current
# loopline: finding book-author kind=n+1 n=20 episodes=1 table=authors parent=books link=author_id
# loopline: twin

import asyncio
import sys

from sqlalchemy import ForeignKey, insert, select
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship()


async def set_up(engine):
    numbers = range(1, 21)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(insert(Author), [{"id": 500 + 9 * i, "name": f"author {i}"} for i in numbers])
        await connection.execute(insert(Book), [{"title": f"book {i}", "author_id": 500 + 9 * i} for i in numbers])


async def shelf(session):
    names = []
    for book in await session.scalars(select(Book)):
        author = await book.awaitable_attrs.author  # loop: book-author
        names.append((book.title, author.name))
    return names


async def shelf_fixed(session):
    books = await session.scalars(select(Book).options(joinedload(Book.author)))
    return [(book.title, book.author.name) for book in books]


async def main():
    engine = create_async_engine(f"sqlite+aiosqlite:///{sys.argv[2]}")
    await set_up(engine)
    async with AsyncSession(engine) as session:
        assert len(await (shelf_fixed if sys.argv[-1] == "fixed" else shelf)(session)) == 20
    await engine.dispose()


asyncio.run(main())
