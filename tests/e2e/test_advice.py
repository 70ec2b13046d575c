"""What findings advise: statements that the databases take, which do what the loop did, and the framework's own words."""

import sqlite3

from harness import each, equal
from python_support import database, environment, require_module, source

DATABASES = ("sqlite", "postgresql")

# ---- frameworks -----------------------------------------------------------------------------------------


def without_dots(sql):
    """The signs for more of the same are no SQL."""
    return sql.replace(" union all ...", "").replace(", ...", "")


def check_sqlite(connection, sql):
    """Error where SQLite cannot prepare it."""
    try:
        connection.execute("explain " + sql)
    except sqlite3.ProgrammingError as error:  # it was prepared, and wants values
        assert "number of bindings" in str(error), f"{sql}\n{error}"
    except sqlite3.Error as error:
        raise AssertionError(f"{sql}\n{error}") from error


def findings_of(context, kind, path, *arguments, modules=(), rows=(100, 100, 0, 0, 0, 0)):
    """Of one of the programs in tests/apps/python. The statements that are given must suit its database."""
    python = environment(context, "current")
    require_module(python, *modules)
    env = {**database(context, kind), "PYTHONDONTWRITEBYTECODE": "1"}
    context.run([python, source(context, "orm/tables.py"), *rows], env=env).expect(0)
    found = context.record([python, source(context, path), *arguments], env=env).expect(0).findings()
    assert found
    texts = [without_dots(finding["fix"]["sql"]) for finding in found if finding["fix"]["sql"]]
    assert len(texts) == len(found), [finding["statement"] for finding in found]
    if kind == "sqlite":
        connection = sqlite3.connect(context.directory / "blog.db")
        for sql in texts:
            check_sqlite(connection, sql)
    else:
        script = "".join(f"prepare s{number} as {sql};\n" for number, sql in enumerate(texts))
        context.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", script], env=env).expect(0)
    return found


def check_words(found, *words):
    said = " ".join(finding["fix"]["summary"] for finding in found)
    for word in words:
        assert word in said, f"expected {word}: {said}"


@each(*DATABASES)
def test_django(context, kind):
    pages = {
        "view": 'select_related("author")',
        "authors": 'prefetch_related("posts")',
        "count": 'annotate(Count("posts"))',
        "template": 'select_related("author")',
    }
    for page, words in pages.items():
        context.directory = context.directory / page
        context.directory.mkdir()
        found = findings_of(context, kind, "django_blog/views.py", page, modules=["django"], rows=(100, 20, 0, 0, 0, 0))
        check_words(found, words)


@each(*DATABASES)
def test_django_rest_framework(context, kind):
    found = findings_of(context, kind, "django_blog/rest.py", "posts", modules=["django", "rest_framework"])
    check_words(found, "select_related()", "view's queryset")


@each(*DATABASES)
def test_graphene(context, kind):
    found = findings_of(context, kind, "django_blog/with_graphene.py", "one_by_one",
                        modules=["django", "graphene_django"], rows=(150, 50, 0, 0, 0, 0))
    check_words(found, "DataLoader")


@each(*DATABASES)
def test_strawberry(context, kind):
    found = findings_of(context, kind, "graphql_api/with_strawberry.py", "sync",
                        modules=["strawberry", "fastapi", "httpx"], rows=(150, 50, 0, 0, 0, 0))
    check_words(found, "DataLoader")


@each(*DATABASES)
def test_sqlalchemy(context, kind):
    found = findings_of(context, kind, "orm/with_sqlalchemy.py", "posts_lazy", modules=["sqlalchemy"])
    check_words(found, "selectinload(Post.author)", "joinedload")


def test_sqlalchemy_at_two_levels(context):
    found = findings_of(context, "sqlite", "orm/with_sqlalchemy.py", "admin_page_lazy", modules=["sqlalchemy"],
                        rows=(1, 1, 0, 60, 300, 2))
    check_words(found, "selectinload(Customer.orders)", "selectinload(Order.items)")


def test_sqlalchemy_by_key(context):
    """A query of the program's own: no relationship loads it."""
    found = findings_of(context, "sqlite", "orm/with_sqlalchemy.py", "authors_by_get", modules=["sqlalchemy"])
    check_words(found, "in_(keys)")


@each(*DATABASES)
def test_peewee(context, kind):
    check_words(findings_of(context, kind, "orm/with_peewee.py", "lazy", modules=["peewee"]), "Join author", "prefetch()")


def test_c_program(context):
    """Values from the rows of the list: both statements as one."""
    program = context.compile("apps/authors/authors.c", "apps/authors/database_sqlite.c", libraries=["-lsqlite3"])
    fix = context.record([program]).finding()["fix"]
    equal(fix["sql"], "select posts.id, posts.author_id, posts.title, authors.name from posts "
                      "left join authors on authors.id = posts.author_id order by posts.id limit ?", "statement")
    assert "a join" in fix["summary"], fix["summary"]
