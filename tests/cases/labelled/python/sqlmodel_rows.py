"""SQLModel: a lazy relationship in a loop, with a plain session, and session.get() in a loop of an asynchronous one."""
# loopline: databases sqlite
# loopline: needs asynchronous
# loopline: finding book-author kind=n+1 n=20 episodes=1 table=author parent=book link=author_id confidence=confirmed
# loopline: finding copy-shop kind=n+1 n=20 episodes=1 table=shop parent=copy link=shop_id confidence=confirmed
# loopline: twin

import asyncio
import sys

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="author.id")
    author: Author = Relationship()


class Shop(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Copy(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id")
    shop: Shop = Relationship()


def set_up(engine):
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Author(id=700 + 13 * i, name=f"author {i}") for i in range(20))
        session.add_all(Shop(id=9000 + 17 * i, name=f"shop {i}") for i in range(20))
        session.commit()
        session.add_all(Book(id=1 + i, author_id=700 + 13 * i) for i in range(20))
        session.add_all(Copy(id=1 + i, shop_id=9000 + 17 * i) for i in range(20))
        session.commit()


def authors(engine):
    with Session(engine) as session:
        return [book.author.name for book in session.exec(select(Book)).all()]  # loop: book-author


def authors_fixed(engine):
    with Session(engine) as session:
        return [book.author.name for book in session.exec(select(Book).options(selectinload(Book.author))).all()]


async def shops(engine):
    names = []
    async with AsyncSession(engine) as session:
        for copy in (await session.exec(select(Copy))).all():
            shop = await session.get(Shop, copy.shop_id)  # loop: copy-shop
            names.append(shop.name)
    await engine.dispose()
    return names


async def shops_fixed(engine):
    async with AsyncSession(engine) as session:
        copies = (await session.exec(select(Copy).options(selectinload(Copy.shop)))).all()
    await engine.dispose()
    return [copy.shop.name for copy in copies]


fixed = sys.argv[-1] == "fixed"
plain = create_engine("sqlite:///" + sys.argv[2])
set_up(plain)
assert len((authors_fixed if fixed else authors)(plain)) == 20
asynchronous = create_async_engine("sqlite+aiosqlite:///" + sys.argv[2])
assert len(asyncio.run((shops_fixed if fixed else shops)(asynchronous))) == 20
