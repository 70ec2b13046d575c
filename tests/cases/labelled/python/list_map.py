"""Prices for the articles of a wish list, by way of list(map(…))."""
# loopline: databases sqlite postgresql
# loopline: finding article-price kind=n+1 n=24 episodes=1 table=prices
# loopline: finding article-price parent=wishes link=article confidence=confirmed
# loopline: twin

import sys


def open_database():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2])
    import psycopg2

    return psycopg2.connect("")


database = open_database()
placeholder = "?" if sys.argv[1] == "sqlite" else "%s"
cursor = database.cursor()
numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 24)"
cursor.execute("create table wishes (person text, article integer)")
cursor.execute("create table prices (article integer primary key, cents integer)")
cursor.execute(f"insert into wishes {numbers} select 'Ada', 300 + i * 11 from n")
cursor.execute(f"insert into prices {numbers} select 300 + i * 11, i * 99 from n")
database.commit()


def price_of(article):
    cursor.execute("select cents from prices where article = " + placeholder, (article,))
    return cursor.fetchone()[0]


cursor.execute(f"select article from wishes where person = {placeholder} order by article", ("Ada",))
articles = [row[0] for row in cursor.fetchall()]
if sys.argv[-1] == "fixed":
    marks = ", ".join([placeholder] * len(articles))
    cursor.execute(f"select article, cents from prices where article in ({marks})", articles)
    prices = [cents for _, cents in cursor.fetchall()]
else:
    prices = list(map(price_of, articles))  # loop: article-price, header: article-price
print("total", sum(prices))
