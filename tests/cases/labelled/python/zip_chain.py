"""A rota: day and night shifts walked with enumerate(zip(…)) and itertools.chain, a nurse looked up for each."""
# loopline: databases sqlite postgresql
# loopline: finding pair-nurse kind=n+1 n=18 episodes=1 table=nurses confidence=confirmed
# loopline: finding shift-ward kind=n+1 n=36 episodes=1 table=wards confidence=confirmed
# loopline: twin

import itertools
import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    database = sqlite3.connect(sys.argv[2])
else:
    import psycopg2

    database = psycopg2.connect("")


def ask(statement, *parameters):
    cursor = database.cursor()
    cursor.execute(statement if sys.argv[1] == "sqlite" else statement.replace("?", "%s"), parameters)
    return cursor.fetchall() if cursor.description else []


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
    ask("create table nurses (id integer primary key, name text)")
    ask("create table wards (code text primary key, floor integer)")
    ask("create table shifts (id integer primary key, night integer, nurse_id integer, ward text)")
    ask(f"insert into nurses {numbers} select i + 500, 'nurse ' || i from n")
    ask(f"insert into wards {numbers} select 'W' || (i * 3), i / 4 from n")
    ask(f"insert into shifts {numbers} select i, i / 19, i + 500, 'W' || (i * 3) from n where i <= 36")
    database.commit()


def nurse(key):
    return ask("select name from nurses where id = ?", key)[0][0]


def rota(day_shifts, night_shifts):
    for number, (day, night) in enumerate(zip(day_shifts, night_shifts)):  # header: pair-nurse
        print(number, nurse(day[1]), night[1])  # loop: pair-nurse
    floors = []
    for _, _, ward in itertools.chain(day_shifts, night_shifts):  # header: shift-ward
        floors += ask("select floor from wards where code = ?", ward)  # loop: shift-ward
    return floors


def rota_fixed(day_shifts, night_shifts):
    names = dict(ask("select id, name from nurses"))
    floors = dict(ask("select code, floor from wards"))
    for number, (day, night) in enumerate(zip(day_shifts, night_shifts)):
        print(number, names[day[1]], night[1])
    return [floors[ward] for _, _, ward in itertools.chain(day_shifts, night_shifts)]


set_up()
by_day = ask("select id, nurse_id, ward from shifts where night = 0 order by id")
by_night = ask("select id, nurse_id, ward from shifts where night = 1 order by id")
found = (rota_fixed if sys.argv[-1] == "fixed" else rota)(by_day, by_night)
assert len(found) == 36, len(found)
