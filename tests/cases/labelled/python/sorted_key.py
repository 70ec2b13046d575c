"""Teams in the order of their last result, which the key function asks the database for."""
# loopline: databases sqlite postgresql
# loopline: finding team-points kind=n+1 n=20 episodes=1 table=results parent=teams link=id confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    league = sqlite3.connect(sys.argv[2])
else:
    import psycopg2

    league = psycopg2.connect("")


def query(statement, parameters=()):
    cursor = league.cursor()
    cursor.execute(statement if sys.argv[1] == "sqlite" else statement.replace("?", "%s"), parameters)
    return cursor


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)"
    query("create table teams (id integer primary key, city text)")
    query("create table results (team integer, points integer)")
    query(f"insert into teams {numbers} select i * 101, 'city ' || i from n")
    query(f"insert into results {numbers} select i * 101, case when i = 17 then 99 else i * 2 end from n")
    league.commit()


def points(team):
    return query("select max(points) from results where team = ?", (team[0],)).fetchone()[0]


def table():
    teams = query("select id, city from teams").fetchall()
    return sorted(teams, key=points, reverse=True)  # loop: team-points, header: team-points


def table_fixed():
    return query("""
        select t.id, t.city from teams t join results r on r.team = t.id
        group by t.id, t.city order by max(r.points) desc""").fetchall()


set_up()
ranking = table_fixed() if sys.argv[-1] == "fixed" else table()
assert ranking[0][1] == "city 17", ranking[0]
