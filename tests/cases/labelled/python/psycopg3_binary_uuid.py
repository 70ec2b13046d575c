"""psycopg 3 with parameters bound by the server, binary results and uuid keys."""
# loopline: databases postgresql
# loopline: needs current
# loopline: finding ticket-holder kind=n+1 n=36 episodes=1 table=holders
# loopline: finding ticket-holder parent=tickets link=holder confidence=confirmed
# loopline: twin

import sys

import psycopg


def set_up(connection):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 36)"
    connection.execute("create table holders (id uuid primary key, name text)")
    connection.execute("create table tickets (id bigint primary key, holder uuid)")
    connection.execute(f"insert into holders {numbers} select md5(i::text)::uuid, 'holder ' || i from n")
    connection.execute(f"insert into tickets {numbers} select i, md5(i::text)::uuid from n")
    connection.commit()


def holder(cursor, key):
    cursor.execute("select name from holders where id = %s", [key])
    return cursor.fetchone()[0]


with psycopg.connect() as connection:
    set_up(connection)
    cursor = connection.cursor(binary=True)
    names = []
    if sys.argv[-1] == "fixed":
        cursor.execute("select h.name from tickets t join holders h on h.id = t.holder where t.id > %b", [0])
        names = [name for name, in cursor]
    else:
        cursor.execute("select id, holder from tickets where id > %b order by id", [0])
        for _, key in cursor.fetchall():  # header: ticket-holder
            names.append(holder(cursor, key))  # loop: ticket-holder
    assert len(set(names)) == 36
