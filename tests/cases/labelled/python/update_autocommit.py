"""sqlite3 in autocommit mode: an UPDATE of its own, and so a transaction of its own, for every row."""
# loopline: databases sqlite
# loopline: finding archive-mail kind=write-loop n=38 episodes=1 table=mails
# loopline: twin

import sqlite3
import sys

mailbox = sqlite3.connect(sys.argv[2], isolation_level=None)
mailbox.execute("create table mails (id integer primary key, folder text)")
mailbox.execute("""
    insert into mails with recursive n(i) as (select 1 union all select i + 1 from n where i < 38)
    select i * 67, 'inbox' from n""")


def archive(mail):
    mailbox.execute("update mails set folder = 'archive' where id = ?", (mail,))


if sys.argv[-1] == "fixed":
    mailbox.execute("update mails set folder = 'archive' where folder = 'inbox'")
else:
    inbox = mailbox.execute("select id from mails where folder = 'inbox'").fetchall()
    for mail, in inbox:  # header: archive-mail
        archive(mail)  # loop: archive-mail
assert mailbox.execute("select count(*) from mails where folder = 'archive'").fetchone() == (38,)
