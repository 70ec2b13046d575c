"""Django 4.2: .count() and .exists() for every row of a list."""
# loopline: databases sqlite postgresql
# loopline: needs earlier
# loopline: finding board-topics kind=n+1 n=16 episodes=1 table=forum_topic parent=forum_board link=id
# loopline: finding board-topics confidence=confirmed
# loopline: finding board-ban kind=n+1 n=16 episodes=1 table=forum_ban
# loopline: finding board-ban parent=forum_board link=id confidence=confirmed
# loopline: twin

import os
import sys

import django
from django.conf import settings

if sys.argv[1] == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}
else:
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}
settings.configure(
    DATABASES={"default": database}, INSTALLED_APPS=["forum"], DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count, Exists, OuterRef  # noqa: E402

from forum.models import Ban, Board, Topic  # noqa: E402


def set_up():
    with connection.schema_editor() as editor:
        for model in (Board, Topic, Ban):
            editor.create_model(model)
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 47)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into forum_board (id, title) {numbers} select 70 + i * 4, 'b' || i from n where i < 16")
        cursor.execute(f"insert into forum_topic (id, board_id) {numbers} select i + 1, 70 + i / 3 * 4 from n")


def overview():
    lines = []
    for board in Board.objects.order_by("title"):  # header: board-topics
        topics = board.topic_set.count()  # loop: board-topics
        if board.ban_set.exists():  # loop: board-ban
            continue
        lines.append((board.title, topics))
    return lines


def overview_fixed():
    banned = Exists(Ban.objects.filter(board=OuterRef("pk")))
    boards = Board.objects.annotate(topics=Count("topic"), banned=banned).filter(banned=False)
    return [(board.title, board.topics) for board in boards]


set_up()
lines = overview_fixed() if sys.argv[-1] == "fixed" else overview()
assert len(lines) == 16 and {topics for _, topics in lines} == {3}
