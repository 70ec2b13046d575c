"""Twelve orders, a note for each. A library looks at its columns in a loop of its own, once, in the third round: that is no loop of ours."""
# loopline: databases sqlite
# loopline: finding notes kind=n+1 table=notes n=12 episodes=1
# loopline: dismissed "below threshold"

import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "site-packages"))
import store  # noqa: E402

connection = sqlite3.connect(sys.argv[2], isolation_level=None)
connection.execute("create table notes (number integer primary key, text text)")
connection.execute("insert into notes with recursive n(i) as (select 1 union all select i + 1 from n where i < 12) select i * 3, 'note' from n")
store.prepare(connection)
orders = [number * 3 for number in range(1, 13)]
shelf = store.Store(connection)
notes = []
for number in orders:  # header: notes
    notes += connection.execute("select text from notes where number = ?", (number,)).fetchall()  # loop: notes
    if number >= 9:
        shelf.describe(number)
assert len(notes) == 12
