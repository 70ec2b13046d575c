"""The newsletter's recipients: an address looked up for every member inside ", ".join(…)."""
# loopline: databases sqlite postgresql
# loopline: finding member-address kind=n+1 n=25 episodes=1 table=addresses
# loopline: finding member-address parent=members link=member_id confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3 as driver

    connection = driver.connect(sys.argv[2])
    MARK = "?"
else:
    import psycopg2 as driver

    connection = driver.connect("")
    MARK = "%s"

cursor = connection.cursor()
NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 25)"
cursor.execute("create table members (member_id bigint primary key, joined integer)")
cursor.execute("create table addresses (member bigint, mail text)")
cursor.execute(f"insert into members {NUMBERS} select 5000000000 + i * 97, 2000 + i from n")
cursor.execute(f"insert into addresses {NUMBERS} select 5000000000 + i * 97, 'member' || i || '@club.example' from n")
connection.commit()


def address(member):
    cursor.execute(f"select mail from addresses where member = {MARK}", [member])
    (mail,) = cursor.fetchone()
    return mail


def recipients():
    cursor.execute("select member_id from members where joined > 1990 order by joined desc")
    members = cursor.fetchall()
    return ", ".join(address(member) for member, in members)  # loop: member-address


def recipients_fixed():
    cursor.execute("select a.mail from members m join addresses a on a.member = m.member_id order by m.joined desc")
    return ", ".join(mail for mail, in cursor)


line = recipients_fixed() if sys.argv[-1] == "fixed" else recipients()
assert line.count("@") == 25
