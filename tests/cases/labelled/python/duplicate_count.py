"""A progress line counts the whole table anew for every row that is worked on."""
# loopline: databases sqlite postgresql
# loopline: finding count-again kind=duplicate n=30 episodes=1 table=jobs
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
else:
    import psycopg2

    connection = psycopg2.connect("")
cursor = connection.cursor()
cursor.execute("create table jobs (id integer primary key, name text)")
cursor.execute("""
    insert into jobs with recursive n(i) as (select 1 union all select i + 1 from n where i < 30)
    select i, 'job ' || i from n""")
connection.commit()


def job_count():
    cursor.execute("select count(*) from jobs")
    return cursor.fetchone()[0]


cursor.execute("select id, name from jobs order by id")
jobs = cursor.fetchall()
total = job_count() if sys.argv[-1] == "fixed" else None
for done, (_, name) in enumerate(jobs, 1):  # header: count-again
    print(f"{done} of {total or job_count()}: {name}")  # loop: count-again
