"""asyncio with a synchronous driver: each row's detail is awaited from asyncio.to_thread, one after another."""
# loopline: databases sqlite postgresql
# loopline: finding song-lyrics kind=n+1 n=20 episodes=1 table=lyrics parent=songs link=id
# loopline: twin

import asyncio
import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2], check_same_thread=False), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"


def query(statement, *parameters):
    cursor = connection.cursor()
    cursor.execute(statement.replace("?", mark), parameters)
    return cursor.fetchall() if cursor.description else []


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)"
    query("create table songs (id integer primary key, title text)")
    query("create table lyrics (song integer, words text)")
    query(f"insert into songs {numbers} select 440 + i * 31, 'song ' || i from n")
    query(f"insert into lyrics {numbers} select 440 + i * 31, 'la la ' || i from n")
    connection.commit()


def words(song):
    return query("select words from lyrics where song = ?", song)[0][0]  # loop: song-lyrics


async def book():
    pages = []
    for song, title in await asyncio.to_thread(query, "select id, title from songs order by title"):
        pages.append((title, await asyncio.to_thread(words, song)))  # loop: song-lyrics
    return pages


async def book_fixed():
    return await asyncio.to_thread(query, "select s.title, l.words from songs s join lyrics l on l.song = s.id")


set_up()
assert len(asyncio.run((book_fixed if sys.argv[-1] == "fixed" else book)())) == 20
