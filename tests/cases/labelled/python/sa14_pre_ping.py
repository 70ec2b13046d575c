"""SQLAlchemy 1.4 with pool_pre_ping: every request takes a connection out of the pool, which is pinged first."""
# loopline: databases sqlite postgresql
# loopline: dismissed "ping"
# loopline: dismissed "one per request or message"

import socket
import sys
import threading

from sqlalchemy import Column, Integer, String, create_engine, text
from sqlalchemy.orm import declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool

Base = declarative_base()


class Token(Base):
    __tablename__ = "tokens"
    id = Column(Integer, primary_key=True)
    owner = Column(String)


def owner(make_session, key):
    with make_session() as session:
        return session.get(Token, key).owner


def serve(connection, make_session):
    with connection, connection.makefile("rw") as stream:
        for line in stream:
            stream.write(owner(make_session, int(line)) + "\n")
            stream.flush()


url = "sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://"
options = {"check_same_thread": False} if sys.argv[1] == "sqlite" else {}
engine = create_engine(url, pool_pre_ping=True, poolclass=QueuePool, pool_size=2, connect_args=options)
Base.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(text("""
        insert into tokens (id, owner) with recursive n(i) as (select 0 union all select i + 1 from n where i < 119)
        select i, 'owner ' || i from n"""))

ours, theirs = socket.socketpair()
server = threading.Thread(target=serve, args=(theirs, sessionmaker(engine)))
server.start()
with ours.makefile("rw") as stream:
    for key in range(120):
        stream.write(f"{key}\n")
        stream.flush()
        assert stream.readline() == f"owner {key}\n"
ours.close()
server.join()
