"""A server that forks two workers before it accepts; every request loops over eight rows."""
# loopline: databases sqlite postgresql
# loopline: finding seat-guest kind=n+1 n=8 episodes=40 table=guests parent=seats link=guest confidence=confirmed
# loopline: twin

import os
import socket
import sys

FIXED = sys.argv[-1] == "fixed"
mark = "?" if sys.argv[1] == "sqlite" else "%s"


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


def set_up():
    connection = connect()
    cursor = connection.cursor()
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 79)"
    cursor.execute("create table guests (id integer primary key, name text)")
    cursor.execute("create table seats (id integer primary key, evening integer, guest integer)")
    cursor.execute(f"insert into guests {numbers} select 2000 + i * 11, 'guest ' || i from n")
    cursor.execute(f"insert into seats {numbers} select i, i / 8, 2000 + i * 11 from n")
    connection.commit()
    connection.close()


def guest_list(cursor, evening):
    cursor.execute(f"select id, guest from seats where evening = {mark}", (evening,))
    names = []
    for _, guest in cursor.fetchall():  # header: seat-guest
        cursor.execute(f"select name from guests where id = {mark}", (guest,))  # loop: seat-guest
        names.append(cursor.fetchone()[0])
    return names


def guest_list_fixed(cursor, evening):
    cursor.execute(
        f"select g.name from seats s join guests g on g.id = s.guest where s.evening = {mark}", (evening,))
    return [name for name, in cursor.fetchall()]


def work(listener):
    cursor = connect().cursor()
    while True:
        client, _ = listener.accept()
        with client:
            request = client.recv(100).decode()
            if request == "stop":
                return
            names = (guest_list_fixed if FIXED else guest_list)(cursor, int(request))
            client.sendall(", ".join(names).encode())


def ask(address, request):
    with socket.create_connection(address) as connection:
        connection.sendall(request.encode())
        return connection.recv(10000)


set_up()
with socket.create_server(("127.0.0.1", 0)) as listener:
    workers = []
    for _ in range(2):
        worker = os.fork()
        if worker == 0:
            work(listener)
            sys.exit()
        workers.append(worker)
    for request in range(40):
        assert ask(listener.getsockname(), str(request % 10)).count(b"guest") == 8
    for worker in workers:
        ask(listener.getsockname(), "stop")
    assert [os.waitpid(worker, 0)[1] for worker in workers] == [0, 0]
