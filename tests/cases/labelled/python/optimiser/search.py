"""A library runs the program's function over and over, and writes down each trial: its loop repeats all of that."""
# loopline: databases sqlite
# loopline: finding begun kind=write-loop table=value n=12 episodes=1
# loopline: finding ended kind=write-loop table=score n=12 episodes=1
# loopline: finding best kind=n+1 table=max n=12 episodes=1
# loopline: finding settings kind=n+1 table=settings n=12 episodes=1
# loopline: finding steps kind=write-loop table=steps n=6 episodes=12
# loopline: twin

import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "site-packages"))
import optimiser  # noqa: E402

connection = sqlite3.connect(sys.argv[2], isolation_level=None)
connection.execute("create table settings (trial integer primary key, factor integer)")
connection.execute("create table steps (trial integer, step integer, value integer)")
connection.execute("""
    insert into settings with recursive n(i) as (select 1 union all select i + 1 from n where i < 12)
    select i * 100, i % 5 from n""")


def objective(trial):
    ((factor,),) = connection.execute("select factor from settings where trial = ?", (trial.number * 100,))
    for step in range(6):  # header: steps
        connection.execute("insert into steps values (?, ?, ?)", (trial.number, step, factor * step))  # loop: steps
    return factor * 7


def objective_of_all(trial, factors, steps):
    factor = factors[trial.number * 100]
    steps.extend((trial.number, step, factor * step) for step in range(6))
    return factor * 7


study = optimiser.Study(connection)
if sys.argv[-1] == "fixed":
    known = dict(connection.execute("select trial, factor from settings"))
    made = []
    study.optimize_at_once(lambda trial: objective_of_all(trial, known, made), 12)
    connection.execute("begin")
    connection.executemany("insert into steps values (?, ?, ?)", made)
    connection.execute("commit")
else:
    study.optimize(objective, 12)  # loop: begun, loop: ended, loop: best, loop: settings
