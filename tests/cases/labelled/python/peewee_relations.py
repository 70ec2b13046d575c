"""peewee: a lazy foreign key, and the backref of it."""
# loopline: databases sqlite postgresql
# loopline: needs current
# loopline: finding tweet-user kind=n+1 n=26 episodes=1 table=member
# loopline: finding tweet-user parent=tweet link=member_id confidence=confirmed
# loopline: finding user-tweets kind=n+1 n=26 episodes=1 table=tweet parent=member link=id confidence=confirmed
# loopline: twin

import os
import sys

import peewee

if sys.argv[1] == "sqlite":
    database = peewee.SqliteDatabase(sys.argv[2])
else:
    database = peewee.PostgresqlDatabase(os.environ["PGDATABASE"])


class Member(peewee.Model):
    name = peewee.TextField()

    class Meta:
        database = database


class Tweet(peewee.Model):
    content = peewee.TextField()
    member = peewee.ForeignKeyField(Member, backref="tweets")

    class Meta:
        database = database


def set_up():
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 26)"
    database.create_tables([Member, Tweet])
    database.execute_sql(f"insert into member (id, name) {numbers} select i * 47, 'member ' || i from n")
    database.execute_sql(f"insert into tweet (id, content, member_id) {numbers} select i, 'tweet ' || i, i * 47 from n")


def timeline():
    for tweet in Tweet.select().order_by(Tweet.id):  # header: tweet-user
        print(f"{tweet.member.name}: {tweet.content}")  # loop: tweet-user


def timeline_fixed():
    for tweet in Tweet.select(Tweet, Member).join(Member).order_by(Tweet.id):
        print(f"{tweet.member.name}: {tweet.content}")


def activity():
    return {member.name: len(list(member.tweets)) for member in Member.select()}  # loop: user-tweets


def activity_fixed():
    return {member.name: len(member.tweets) for member in peewee.prefetch(Member.select(), Tweet.select())}


with database:
    set_up()
    if sys.argv[-1] == "fixed":
        timeline_fixed()
        assert len(activity_fixed()) == 26
    else:
        timeline()
        assert len(activity()) == 26
