"""Authors of posts and authors of comments, through one helper from two loops: two places to mend."""
# loopline: databases sqlite postgresql
# loopline: finding of-posts kind=n+1 n=22 episodes=1 table=users parent=posts link=author confidence=confirmed
# loopline: finding of-comments kind=n+1 n=33 episodes=1 table=users
# loopline: finding of-comments parent=comments link=writer confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
else:
    import psycopg2

    connection = psycopg2.connect("")
cursor = connection.cursor()


def execute(statement, *parameters):
    cursor.execute(statement if sys.argv[1] == "sqlite" else statement.replace("?", "%s"), parameters)


def user_name(key):
    execute("select name from users where id = ?", key)
    return cursor.fetchone()[0]


def user_names(keys):
    execute(f"select id, name from users where id in ({', '.join('?' * len(keys))})", *keys)
    return dict(cursor.fetchall())


numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 33)"
execute("create table users (id integer primary key, name text)")
execute("create table posts (id integer primary key, title text, author integer)")
execute("create table comments (id integer primary key, body text, writer integer)")
execute(f"insert into users {numbers} select i * 19, 'user ' || i from n")
execute(f"insert into posts {numbers} select i, 'post ' || i, i * 19 from n where i <= 22")
execute(f"insert into comments {numbers} select i, 'comment ' || i, (34 - i) * 19 from n")
connection.commit()

page = []
execute("select title, author from posts order by id")
posts = cursor.fetchall()
if sys.argv[-1] == "fixed":
    names = user_names([author for _, author in posts])
    page += [(title, names[author]) for title, author in posts]
else:
    for title, author in posts:  # header: of-posts
        page.append((title, user_name(author)))  # loop: of-posts

execute("select body, writer from comments order by id")
comments = cursor.fetchall()
if sys.argv[-1] == "fixed":
    names = user_names([writer for _, writer in comments])
    page += [(body, names[writer]) for body, writer in comments]
else:
    for body, writer in comments:  # header: of-comments
        page.append((body, user_name(writer)))  # loop: of-comments
assert len(page) == 55
