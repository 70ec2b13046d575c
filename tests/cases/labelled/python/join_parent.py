"""The parent is a join of four tables already; its country code is then looked up one by one."""
# loopline: databases sqlite postgresql
# loopline: finding visit-country kind=n+1 n=21 episodes=1 table=countries
# loopline: finding visit-country parent=guests link=country_code confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    hotel, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    hotel, mark = psycopg2.connect(""), "%s"
cursor = hotel.cursor()


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 21)"
    cursor.execute("create table countries (code text primary key, name text)")
    cursor.execute("create table passports (number text primary key, country text)")
    cursor.execute("create table guests (id integer primary key, name text, passport text)")
    cursor.execute("create table rooms (number integer primary key, floor integer)")
    cursor.execute("create table visits (id integer primary key, guest integer, room integer)")
    cursor.execute(f"insert into countries {numbers} select 'X' || (i + 10), 'country ' || i from n")
    cursor.execute(f"insert into passports {numbers} select 'P' || (i * 7919), 'X' || (i + 10) from n")
    cursor.execute(f"insert into guests {numbers} select i + 50, 'guest ' || i, 'P' || (i * 7919) from n")
    cursor.execute(f"insert into rooms {numbers} select 100 + i, 1 from n")
    cursor.execute(f"insert into visits {numbers} select i, i + 50, 100 + i from n")
    hotel.commit()


VISITS = """
    select v.id, g.name as guest, r.number as room, p.country as country_code
    from visits v join guests g on g.id = v.guest join passports p on p.number = g.passport
    join rooms r on r.number = v.room order by v.id"""

VISITS_WITH_COUNTRY = """
    select v.id, g.name as guest, r.number as room, c.name
    from visits v join guests g on g.id = v.guest join passports p on p.number = g.passport
    join rooms r on r.number = v.room join countries c on c.code = p.country order by v.id"""

set_up()
if sys.argv[-1] == "fixed":
    cursor.execute(VISITS_WITH_COUNTRY)
    register = cursor.fetchall()
else:
    register = []
    cursor.execute(VISITS)
    for visit, guest, room, country in cursor.fetchall():  # header: visit-country
        cursor.execute(f"select name from countries where code = {mark}", (country,))  # loop: visit-country
        register.append((visit, guest, room, cursor.fetchone()[0]))
assert register[-1][3] == "country 21"
