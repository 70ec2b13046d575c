"""A mailbox: the sender of every message is looked up, in one branch for letters and in another for memos. One loop."""
# loopline: databases sqlite postgresql
# loopline: finding message-sender kind=n+1 n=40 episodes=1 table=people
# loopline: finding message-sender parent=messages link=sender confidence=confirmed
# loopline: twin

import sys


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


connection = connect()
cursor = connection.cursor()


def execute(statement, *parameters):
    cursor.execute(statement.replace("?", "%s") if sys.argv[1] == "postgresql" else statement, parameters)
    return cursor


def person(key):
    return execute("select name from people where id = ?", key).fetchone()[0]


def letter_head(message):
    return "Letter from " + person(message[1])


def memo_head(message):
    return "Memo by " + person(message[1])


def heads():
    result = []
    for message in execute("select id, sender, kind from messages order by id").fetchall():  # header: message-sender
        if message[2] == "letter":
            result.append(letter_head(message))  # loop: message-sender
        else:
            result.append(memo_head(message))  # loop: message-sender
    return result


def heads_fixed():
    rows = execute("select p.name, m.kind from messages m join people p on p.id = m.sender order by m.id")
    return [("Letter from " if kind == "letter" else "Memo by ") + name for name, kind in rows]


numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)"
execute("create table people (id integer primary key, name text)")
execute("create table messages (id integer primary key, sender integer, kind text)")
execute(f"insert into people {numbers} select 600 + i, 'person ' || i from n")
execute(f"""insert into messages {numbers}
    select i, 641 - i, case when i - i / 3 * 3 = 0 then 'memo' else 'letter' end from n""")
connection.commit()
assert len(heads_fixed() if sys.argv[-1] == "fixed" else heads()) == 40
