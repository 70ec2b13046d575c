"""A list page of a CMS: a dozen statements that run once, then two look-ups for each of 26 entries."""
# loopline: databases sqlite postgresql
# loopline: finding owner kind=n+1 n=26 episodes=1 table=owners
# loopline: finding likes kind=n+1 n=26 episodes=1 table=likes

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, MARK = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, MARK = psycopg2.connect(""), "%s"
cursor = connection.cursor()
NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"


def one(statement, *parameters):
    cursor.execute(statement.replace("?", MARK), parameters)
    return cursor.fetchone()


def set_up():
    cursor.execute("create table entries (id integer primary key, owner integer)")
    cursor.execute("create table owners (id integer primary key, name text)")
    cursor.execute("create table likes (entry integer, count integer)")
    cursor.execute(f"insert into entries {NUMBERS} select i + 100, i * 3 + 900 from n where i <= 26")
    cursor.execute(f"insert into owners {NUMBERS} select i * 3 + 900, 'owner ' || i from n")
    cursor.execute(f"insert into likes {NUMBERS} select i + 100, i from n")
    for name in "abcdefghijkl":
        cursor.execute(f"create table part_{name} (id integer primary key, content text)")
        cursor.execute(f"insert into part_{name} values (1, '{name}')")
    connection.commit()


def session():
    return one("select content from part_a where id = ?", 1)


def user():
    return one("select content from part_b where id = ?", 1), one("select content from part_c where id = ?", 1)


def menu():
    return (one("select content from part_d where id = ?", 1), one("select content from part_e where id = ?", 1),
            one("select content from part_f where id = ?", 1), one("select content from part_g where id = ?", 1))


def entry(number, owner):
    return one("select name from owners where id = ?", owner), one("select count from likes where entry = ?", number)


def entries():
    cursor.execute("select id, owner from entries order by id")
    rows = cursor.fetchall()
    total = one("select count(*) from entries")
    return [entry(number, owner) for number, owner in rows], total  # loop: owner, loop: likes


def foot():
    return (one("select content from part_h where id = ?", 1), one("select content from part_i where id = ?", 1),
            one("select content from part_j where id = ?", 1), one("select content from part_k where id = ?", 1))


def page():
    return [part() for part in (session, user, menu, entries, foot)]


set_up()
assert len(page()[3][0]) == 26
