"""SQLAlchemy 2.0: a flush that inserts, updates and deletes many rows (insertmanyvalues and executemany)."""
# loopline: databases sqlite postgresql
# loopline: needs current

import sys

from sqlalchemy import ForeignKey, create_engine, func, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Survey(Base):
    __tablename__ = "surveys"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    answers: Mapped[list["Answer"]] = relationship(cascade="all, delete-orphan", back_populates="survey")


class Answer(Base):
    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    points: Mapped[int]
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"))
    survey: Mapped[Survey] = relationship(back_populates="answers")


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([
        Survey(title=f"survey {number}", answers=[Answer(points=points) for points in range(5)])
        for number in range(60)
    ])
    session.commit()

with Session(engine) as session:
    surveys = session.scalars(select(Survey).options(selectinload(Survey.answers))).all()
    for survey in surveys:
        for answer in survey.answers:
            answer.points += 1
        survey.answers.pop()
    session.commit()

with Session(engine) as session:
    session.execute(insert(Survey), [{"title": f"more {number}"} for number in range(1500)])
    session.commit()
    assert session.scalar(select(func.count()).select_from(Answer)) == 240
