"""Lazy loads of SQLAlchemy: `sqlalchemy_loads.py URL WATCH DEPTH COUNT`.

Prints nanoseconds per load, the best of seven rounds, called from DEPTH Python frames down. WATCH is what people
use to find out about statements: plain (nothing), count (an event listener that counts), walk (one that walks the
frames), traceback (one with traceback.extract_stack) or echo (logging at INFO, thrown away).
"""
import logging
import sys
import traceback

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, event
from sqlalchemy.orm import Session, declarative_base, relationship

from python_lookups import at_depth, best_round

Base = declarative_base()


class Author(Base):
    __tablename__ = "bench_authors"
    id = Column(Integer, primary_key=True)
    name = Column(String(40))


class Post(Base):
    __tablename__ = "bench_posts"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("bench_authors.id"))
    author = relationship(Author)


def walk_frames():
    frame = sys._getframe(1)
    places = []
    while frame:
        places.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return places


def watch(engine, kind):
    seen = []

    def count(*_):
        seen[:] = [len(seen) + 1]

    listeners = {
        "count": count,
        "walk": lambda *_: seen.__setitem__(slice(None), walk_frames()),
        "traceback": lambda *_: seen.__setitem__(slice(None), traceback.extract_stack()),
    }
    if kind in listeners:
        event.listen(engine, "before_cursor_execute", listeners[kind])
    if kind == "echo":
        logger = logging.getLogger("sqlalchemy.engine")
        logger.addHandler(logging.NullHandler())
        logger.addHandler(logging.StreamHandler(open("/dev/null", "w", encoding="utf-8")))
        logger.propagate = False
        logger.setLevel(logging.INFO)


def main(url, kind, depth, count):
    engine = create_engine(url)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Author(id=i, name=f"author {i}") for i in range(1, count + 1)])
        session.flush()
        session.add_all([Post(id=i, author_id=i) for i in range(1, count + 1)])
        session.commit()
    watch(engine, kind)
    with Session(engine) as session:
        posts = session.query(Post).all()

        def load(_):
            for post in posts:
                post.author
            for post in posts:
                session.expire(post, ["author"])
            for author in list(session.identity_map.values()):
                if isinstance(author, Author):
                    session.expunge(author)

        print(f"{at_depth(depth - 3, best_round, load, count):.1f}")
    Base.metadata.drop_all(engine)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
