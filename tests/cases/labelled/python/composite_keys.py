"""A multi-tenant ledger: entries refer to accounts by tenant and number together."""
# loopline: databases sqlite postgresql
# loopline: finding entry-account kind=n+1 n=36 episodes=1 table=accounts
# loopline: finding entry-account parent=entries link=account_number confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    ledger = sqlite3.connect(sys.argv[2])
    ACCOUNT = "select title from accounts where tenant = :tenant and number = :number"
else:
    import psycopg2

    ledger = psycopg2.connect("")
    ACCOUNT = "select title from accounts where tenant = %(tenant)s and number = %(number)s"
cursor = ledger.cursor()

numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 36)"
cursor.execute("create table accounts (tenant text, number integer, title text, primary key (tenant, number))")
cursor.execute("create table entries (id integer primary key, tenant text, account_number integer, cents integer)")
cursor.execute(f"insert into accounts {numbers} select 'tenant-' || (i / 18), 4000 + i, 'account ' || i from n")
cursor.execute(f"insert into entries {numbers} select i, 'tenant-' || (i / 18), 4000 + i, i * i from n")
ledger.commit()


def title(tenant, number):
    cursor.execute(ACCOUNT, {"tenant": tenant, "number": number})
    return cursor.fetchone()[0]


journal = []
if sys.argv[-1] == "fixed":
    cursor.execute("""
        select a.title, e.cents from entries e
        join accounts a on a.tenant = e.tenant and a.number = e.account_number order by e.id""")
    journal = cursor.fetchall()
else:
    cursor.execute("select tenant, account_number, cents from entries order by id")
    for tenant, number, cents in cursor.fetchall():  # header: entry-account
        journal.append((title(tenant, number), cents))  # loop: entry-account
assert len(journal) == 36
