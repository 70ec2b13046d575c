"""One look-up in a loop and in a loop within that: each loop is counted for what it repeats itself."""
# loopline: databases sqlite postgresql
# loopline: finding head kind=n+1 table=staff n=8 episodes=1
# loopline: finding members kind=n+1 table=staff n=6 episodes=8
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    connection, mark = psycopg2.connect(""), "%s"


def run(statement, *parameters):
    cursor = connection.cursor()
    cursor.execute(statement.replace("?", mark), parameters)
    return cursor.fetchall() if cursor.description else []


def name_of(number):
    return run("select name from staff where number = ?", number)[0][0]


run("create table staff (number integer primary key, name text)")
run("""insert into staff with recursive n(i) as (select 0 union all select i + 1 from n where i < 79)
       select 700 + i, 'person ' || i from n""")
connection.commit()

if sys.argv[-1] == "fixed":
    names = dict(run("select number, name from staff"))
    for team in range(8):
        print(names[700 + team * 10], [names[701 + team * 10 + member] for member in range(6)])
else:
    for team in range(8):  # header: head
        head = name_of(700 + team * 10)  # loop: head
        members = []
        for member in range(6):  # header: members
            members.append(name_of(701 + team * 10 + member))  # loop: members
        print(head, members)
