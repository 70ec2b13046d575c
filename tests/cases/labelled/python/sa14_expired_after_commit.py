"""SQLAlchemy 1.4: commit expires all objects, so reading them afterwards loads each again."""
# loopline: databases sqlite postgresql
# loopline: finding reload-task kind=n+1 n=27 episodes=1 table=tasks confidence=confirmed
# loopline: twin

import sys

from sqlalchemy import Column, Integer, String, create_engine, text
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()


class Task(Base):
    __tablename__ = "tasks"
    id = Column(Integer, primary_key=True)
    title = Column(String)


class Run(Base):
    __tablename__ = "runs"
    id = Column(Integer, primary_key=True)
    tasks = Column(Integer)


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
Base.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(text("""
        insert into tasks (id, title) with recursive n(i) as (select 1 union all select i + 1 from n where i < 27)
        select i * 43, 'task ' || i from n"""))

make_session = sessionmaker(engine, expire_on_commit=sys.argv[-1] != "fixed")
with make_session() as session:
    tasks = session.query(Task).order_by(Task.id).all()
    session.add(Run(id=1, tasks=len(tasks)))
    session.commit()
    for task in tasks:  # header: reload-task
        print("done:", task.title)  # loop: reload-task
