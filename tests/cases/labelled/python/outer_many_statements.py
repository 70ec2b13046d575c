"""Each round of the outer loop runs five statements of its own and an inner loop: both loops repeat what they run."""
# loopline: databases sqlite
# loopline: finding runs kind=write-loop table=runs n=6 episodes=1
# loopline: finding settings kind=n+1 table=settings n=6 episodes=1
# loopline: finding studies kind=n+1 table=studies n=6 episodes=1
# loopline: finding limits kind=n+1 table=limits n=6 episodes=1
# loopline: finding marks kind=n+1 table=marks n=6 episodes=1
# loopline: finding steps kind=write-loop table=steps n=8 episodes=6

import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2], isolation_level=None)
run = connection.execute
for table in ("runs", "settings", "studies", "limits", "marks", "steps"):
    run(f"create table {table} (id integer, value integer)")
for run_id in range(100, 106):
    run("insert into runs values (?, 1)", (run_id,))  # loop: runs
    run("select value from settings where id = ?", (run_id,)).fetchall()  # loop: settings
    run("select value from studies where id = ?", (run_id,)).fetchall()  # loop: studies
    run("select value from limits where id = ?", (run_id,)).fetchall()  # loop: limits
    for step in range(8):
        run("insert into steps values (?, ?)", (run_id, step))  # loop: steps
    run("select value from marks where id = ?", (run_id,)).fetchall()  # loop: marks
