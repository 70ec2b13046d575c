"""One list of flights, two loops over it: aircraft first, crews later."""
# loopline: databases sqlite postgresql
# loopline: finding flight-aircraft kind=n+1 n=30 episodes=1 table=aircraft
# loopline: finding flight-aircraft parent=flights link=tail confidence=confirmed
# loopline: finding flight-crew kind=n+1 n=30 episodes=1 table=crews
# loopline: finding flight-crew parent=flights link=number confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, MARK = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, MARK = psycopg2.connect(""), "%s"
cursor = connection.cursor()


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 30)"
    cursor.execute("create table aircraft (tail text primary key, seats integer)")
    cursor.execute("create table flights (number integer primary key, tail text)")
    cursor.execute("create table crews (flight integer, name text)")
    cursor.execute(f"insert into aircraft {numbers} select 'D-AI' || (i + 40), 100 + i from n")
    cursor.execute(f"insert into flights {numbers} select i * 3 + 400, 'D-AI' || (i + 40) from n")
    cursor.execute(f"insert into crews {numbers} select i * 3 + 400, 'pilot ' || i from n")
    connection.commit()


def seats(flights):
    total = 0
    for _, tail in flights:  # header: flight-aircraft
        cursor.execute(f"select seats from aircraft where tail = {MARK}", (tail,))  # loop: flight-aircraft
        total += cursor.fetchone()[0]
    return total


def crews(flights):
    names = {}
    for number, _ in flights:  # header: flight-crew
        cursor.execute(f"select name from crews where flight = {MARK}", (number,))  # loop: flight-crew
        names[number] = [name for name, in cursor.fetchall()]
    return names


set_up()
if sys.argv[-1] == "fixed":
    cursor.execute("""
        select f.number, a.seats, c.name from flights f join aircraft a on a.tail = f.tail
        join crews c on c.flight = f.number""")
    assert len(cursor.fetchall()) == 30
else:
    cursor.execute("select number, tail from flights order by number")
    all_flights = cursor.fetchall()
    print(seats(all_flights), len(crews(all_flights)))
