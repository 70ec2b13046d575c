"""A pool of threads maps over the rows of a query; every thread has its own connection."""
# loopline: databases sqlite postgresql
# loopline: finding profile-of-user kind=n+1 n=48 episodes=1 table=profiles parent=users link=id
# loopline: twin

import concurrent.futures
import sys
import threading

local = threading.local()
mark = "?" if sys.argv[1] == "sqlite" else "%s"


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


def cursor_of_thread():
    if not hasattr(local, "connection"):
        local.connection = connect()
    return local.connection.cursor()


def set_up():
    cursor = cursor_of_thread()
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 48)"
    cursor.execute("create table users (id integer primary key, name text)")
    cursor.execute("create table profiles (user_id integer primary key, picture text)")
    cursor.execute(f"insert into users {numbers} select i * 61, 'user ' || i from n")
    cursor.execute(f"insert into profiles {numbers} select i * 61, 'picture ' || i from n")
    local.connection.commit()


def picture(user):
    cursor = cursor_of_thread()
    cursor.execute(f"select picture from profiles where user_id = {mark}", (user[0],))  # loop: profile-of-user
    return cursor.fetchone()[0]


def gallery(cursor):
    cursor.execute("select id, name from users order by name")
    users = cursor.fetchall()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return list(pool.map(picture, users))  # loop: profile-of-user


def gallery_fixed(cursor):
    cursor.execute("select p.picture from users u join profiles p on p.user_id = u.id order by u.name")
    return [picture for picture, in cursor.fetchall()]


set_up()
pictures = (gallery_fixed if sys.argv[-1] == "fixed" else gallery)(cursor_of_thread())
assert len(pictures) == 48
