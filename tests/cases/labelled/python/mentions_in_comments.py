"""A time-line: the newest events are files, whose owner is asked for; then come comments, in which a function
that re.sub() calls looks up each ticket that is mentioned: rounds of two kinds in one loop."""
# loopline: databases sqlite
# loopline: finding owner kind=n+1 table=owners n=8 episodes=1
# loopline: finding ticket kind=n+1 table=tickets n=40 episodes=1

import re
import sqlite3
import sys

connection = sqlite3.connect(sys.argv[2])
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
connection.execute("create table owners (name text, number integer)")
connection.execute("create table tickets (number integer primary key, title text)")
connection.execute(f"insert into tickets {numbers} select i * 5, 'ticket ' || i from n")
connection.commit()
events = [("file", f"owner {number}") for number in range(8)]
events += [("comment", f"see #{number * 10 + 5} and #{number * 10 + 10}") for number in range(20)]


def title(mention):
    found = connection.execute("select title from tickets where number = ?", (int(mention[1]),)).fetchone()
    return found[0]


def described(text):
    return re.sub(r"#(\d+)", title, text)


lines = []
for kind, text in events:
    if kind == "file":
        lines += connection.execute("select number from owners where name = ?", (text,)).fetchall()  # loop: owner
    else:
        lines.append(described(text))  # loop: ticket
assert len(lines) == 20 and lines[0] == "see ticket 1 and ticket 2", lines
