"""SQLAlchemy's AsyncSession over psycopg 3: session.get for rows of a query, and awaitable attributes."""
# loopline: databases postgresql
# loopline: needs current
# loopline: finding visit-doctor kind=n+1 n=16 episodes=1 table=doctors
# loopline: finding visit-doctor parent=visits link=doctor_id confidence=confirmed
# loopline: finding doctor-skills kind=n+1 n=16 episodes=1 table=skills parent=doctors confidence=confirmed
# loopline: twin

import asyncio
import sys

from sqlalchemy import ForeignKey, select, text
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Doctor(Base):
    __tablename__ = "doctors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    skills: Mapped[list["Skill"]] = relationship()


class Skill(Base):
    __tablename__ = "skills"
    id: Mapped[int] = mapped_column(primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"))


class Visit(Base):
    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"))


async def set_up(engine):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 16)"
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(text(f"insert into doctors (id, name) {numbers} select i * 29 + 700, 'd' || i from n"))
        await connection.execute(text(f"insert into visits (id, doctor_id) {numbers} select i, i * 29 + 700 from n"))
        await connection.execute(text(f"insert into skills (id, doctor_id) {numbers} select i, i * 29 + 700 from n"))


async def names(session):
    found = []
    for _, doctor_id in (await session.execute(select(Visit.id, Visit.doctor_id))).all():  # header: visit-doctor
        doctor = await session.get(Doctor, doctor_id)  # loop: visit-doctor
        found.append(doctor.name)
    return found


async def names_fixed(session):
    return (await session.scalars(select(Doctor.name).join(Visit, Visit.doctor_id == Doctor.id))).all()


async def skills(session, options):
    count = 0
    for doctor in await session.scalars(select(Doctor).options(*options)):  # header: doctor-skills
        count += len(await doctor.awaitable_attrs.skills)  # loop: doctor-skills
    return count


async def main():
    fixed = sys.argv[-1] == "fixed"
    engine = create_async_engine("postgresql+psycopg://")
    await set_up(engine)
    async with AsyncSession(engine) as session:
        assert len(await (names_fixed if fixed else names)(session)) == 16
    async with AsyncSession(engine) as session:
        assert await skills(session, [selectinload(Doctor.skills)] if fixed else []) == 16
    await engine.dispose()


asyncio.run(main())
