"""What findings advise: statements that the databases take, which do what the loop did, and the framework's own words."""

import re
import sqlite3

from harness import ROOT, each, equal
from python_support import database, environment, require_module, source

CASES = ROOT / "tests/cases/advice"
DATABASES = ("sqlite", "postgresql")
ROW_OF_KEYS = 7  # rows of each table, with keys from 1

# ---- statements -----------------------------------------------------------------------------------------


def statements(*names):
    lines = [line for name in names for line in (CASES / f"{name}.sql").read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("--")]


def rewriter(context):
    """tests/cases/advice/rewrite.c, of the command's own sources."""
    sources = [CASES / "rewrite.c", *sorted((ROOT / "src/advice/rewrite").glob("*.c")),
               *sorted((ROOT / "src/sql").glob("*.c")), ROOT / "src/base/pool.c"]
    return context.compile(*sources, flags=["-O1", "-g", "-D_GNU_SOURCE=", f"-I{ROOT}/src", f"-I{ROOT}/include"])


def rewrite(context, kind, texts):
    """Each statement's normal form and what was made of it, "" for nothing."""
    ended = context.run([rewriter(context), kind], stdin="".join(text + "\0" for text in texts)).expect(0)
    parts = ended.stdout.split("\0")[:-1]
    equal(len(parts), 2 * len(texts), "answers")
    return list(zip(parts[::2], parts[1::2]))


def join(context, kind, parent, column, child, placeholder=1):
    return context.run([rewriter(context), kind, "join", parent, column, child, placeholder]).expect(0).stdout


def without_dots(sql):
    """The signs for more of the same are no SQL."""
    return sql.replace(" union all ...", "").replace(", ...", "")


def schema():
    return (CASES / "schema.sql").read_text(encoding="utf-8")


# ---- what the databases say -----------------------------------------------------------------------------


def sqlite_with_rows():
    """In every table rows 1 to 7, whose numbers refer to 1, 2 and 3 in turn, and whose texts say less than their number."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema())
    tables = [name for name, in connection.execute("select name from sqlite_master where type = 'table'")]
    for table in tables:
        columns = connection.execute(f'pragma table_info("{table}")').fetchall()
        for row in range(1, ROW_OF_KEYS + 1):
            values = [row if name in ("id", "tag_id", "tenant_id")
                      else row % 3 + 1 if kind == "INTEGER" else f"text {row % 2}"
                      for _, name, kind, *_ in columns]
            connection.execute(f'insert into "{table}" values ({", ".join("?" * len(values))})', values)
    return connection


def check_sqlite(connection, sql):
    """Error where SQLite cannot prepare it."""
    try:
        connection.execute("explain " + sql)
    except sqlite3.ProgrammingError as error:  # it was prepared, and wants values
        assert "number of bindings" in str(error), f"{sql}\n{error}"
    except sqlite3.Error as error:
        raise AssertionError(f"{sql}\n{error}") from error


def check_postgresql(context, texts):
    """Prepares each in a database of its own."""
    context.postgresql()
    script = schema() + "".join(f"prepare s{number} as {sql};\n" for number, sql in enumerate(texts))
    ended = context.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-f", "-"], stdin=script)
    if ended.status:
        line = int(re.search(r":(\d+):", ended.stderr)[1])
        raise AssertionError(f"{script.splitlines()[line - 1]}\n{ended.stderr}")


def check_rewritten(pairs, least):
    """All are, and there are enough of them."""
    missing = [normal for normal, sql in pairs if not sql]
    equal(missing, [], "statements without a rewritten one")
    assert len(pairs) >= least, len(pairs)


def test_sqlite_takes_the_statements(context):
    pairs = rewrite(context, "sqlite", statements("reads", "writes", "sqlite"))
    check_rewritten(pairs, 60)
    connection = sqlite_with_rows()
    for _, sql in pairs:
        check_sqlite(connection, without_dots(sql))


def test_postgresql_takes_the_statements(context):
    pairs = rewrite(context, "postgresql", statements("reads", "writes", "postgresql"))
    check_rewritten(pairs, 60)
    check_postgresql(context, [without_dots(sql) for _, sql in pairs])


@each(*DATABASES)
def test_nothing_where_it_might_be_wrong(context, kind):
    made = [(normal, sql) for normal, sql in rewrite(context, kind, statements("unsafe")) if sql]
    equal(made, [], "statements that were rewritten")


# ---- what they do ---------------------------------------------------------------------------------------


def rows_of_loop(connection, sql, keys):
    return [row for key in keys for row in connection.execute(sql, (key,))]


def test_reads_return_the_rows_of_the_loop(context):
    """
    One placeholder, for three values: together the rows that the loop got, behind the key where that was not
    among them. Whether there are rows is told by the keys.
    """
    connection = sqlite_with_rows()
    texts = [text for text in statements("reads", "sqlite") if text.count("?") == 1 and "LIMIT 21" not in text]
    compared = 0
    for normal, sql in rewrite(context, "sqlite", texts):
        if normal.count("?") != 1 or "in (?, ?, ...)" not in sql:
            continue
        looped = rows_of_loop(connection, normal, (1, 2, 3))
        together = connection.execute(sql.replace("?, ?, ...", "?, ?, ?"), (1, 2, 3)).fetchall()
        if normal.startswith("select exists"):
            equal(len(together), sum(row[0] for row in looped), f"keys with rows: {sql}")
            continue
        if looped and len(together[0]) > len(looped[0]):
            together = [row[1:] for row in together]
        equal(sorted(map(repr, together)), sorted(map(repr, looped)), f"rows: {sql}")
        compared += bool(looped)
    assert compared >= 40, compared


CHANGES = {
    "update posts set title = ?, views = ? where id = ?":
        ([("a", 10, 1), ("b", 20, 2)], (1, "a", 10, 2, "b", 20), "posts"),
    "update post_tags set position = ? where post_id = ? and tag_id = ?":
        ([(70, 2, 1), (80, 3, 2)], (2, 1, 70, 3, 2, 80), "post_tags"),
    "delete from comments where id = ?": ([(2,), (5,)], (2, 5), "comments"),
    "delete from post_tags where post_id = ? and tag_id = ?": ([(2, 1), (3, 2)], (2, 1, 3, 2), "post_tags"),
    "insert into tags(id, name) values (?, ?)": ([(10, "x"), (11, "y")], (10, "x", 11, "y"), "tags"),
    "update posts set deleted_at = id where author_id = ?": ([(1,), (3,)], (1, 3), "posts"),
}


def test_writes_do_what_the_loop_did(context):
    for (normal, sql), (statement, (loop, values, table)) in zip(rewrite(context, "sqlite", list(CHANGES)),
                                                                 CHANGES.items()):
        equal(normal, statement, "normal form")
        looped, together, untouched = sqlite_with_rows(), sqlite_with_rows(), sqlite_with_rows()
        looped.executemany(normal, loop)
        together.execute(without_dots(sql), values)
        rows = [connection.execute(f"select * from {table}").fetchall() for connection in
                (looped, together, untouched)]
        equal(rows[1], rows[0], f"rows after: {sql}")
        assert rows[0] != rows[2], f"nothing changed: {normal}"


def test_numbers_of_postgresql(context):
    expected = {
        "select title from posts where author_id = $1": "select author_id, title from posts where author_id = any($1)",
        "select id from posts where author_id = 3::integer":
            "select author_id, id from posts where author_id = any($1::integer[])",
        "insert into tags(id, name) values ($1, $2)": "insert into tags(id, name) values ($1, $2), ($3, $4), ...",
        "update tags set name = $1 where id = $2":
            "update tags set name = new_values.name from (select id, name from tags where false "
            "union all select $1, $2 union all select $3, $4 union all ...) as new_values "
            "where tags.id = new_values.id",
        "delete from post_tags where post_id = $1 and tag_id = $2":
            "delete from post_tags where (post_id, tag_id) in (($1, $2), ($3, $4), ...)",
    }
    equal([sql for _, sql in rewrite(context, "postgresql", list(expected))], list(expected.values()), "statements")


# ---- joins ----------------------------------------------------------------------------------------------

POSTS = "select id, title, author_id from posts order by id"
AUTHOR = "select name from authors where id = ?"
JOINS = [
    (POSTS, "author_id", AUTHOR),
    ("select * from posts where status = 'x' and views is not null order by id desc nulls last limit 10", "author_id",
     AUTHOR),
    ('SELECT "posts"."id", "posts"."author_id" FROM "posts" ORDER BY "posts"."id" ASC', "author_id",
     'SELECT "authors"."id", "authors"."name" FROM "authors" WHERE "authors"."id" = 5 LIMIT 21'),
    ("SELECT posts.id AS posts_id, posts.author_id AS posts_author_id FROM posts", "posts_author_id",
     "SELECT authors.id AS authors_id, authors.name AS authors_name FROM authors WHERE authors.id = 5"),
    ('SELECT "t1"."id", "t1"."author_id" FROM "posts" AS "t1" ORDER BY "t1"."id"', "author_id",
     'SELECT "t1"."id", "t1"."name" FROM "authors" AS "t1" WHERE ("t1"."id" = 1) LIMIT 1 OFFSET 0'),
    ("select id, parent_id from nodes", "parent_id", "select name from nodes where id = ?"),
    ("select a.id from authors a where a.active", "id",
     "select title from posts where author_id = ? and deleted_at is null"),
    ("select p.id, p.author_id from posts p where p.status in ('a', 'b')", "author_id", "select * from authors where id = ?"),
    ('select u.id, u."order" from "user" u', "order", 'select "name" from "user" where id = ?'),
]
NO_JOINS = [
    ("select count(*) as author_id from posts", "author_id", AUTHOR),
    ("select posts.author_id from posts join authors on authors.id = posts.editor_id", "author_id", AUTHOR),
    ("select distinct author_id from posts", "author_id", AUTHOR),
    ("select author_id from posts group by author_id", "author_id", AUTHOR),
    ("select author_id from posts where lower(title) = 'x'", "author_id", AUTHOR),
    ("select author_id from posts order by random()", "author_id", AUTHOR),
    ("select author_id as a from posts order by a", "a", AUTHOR),
    (POSTS, "editor_id", AUTHOR),
    (POSTS, "author_id", "select count(*) from authors where id = ?"),
    (POSTS, "author_id", "select name from authors where id = ? and name = ?"),
    (POSTS, "author_id", "select name from authors where id = ? or email is null"),
    (POSTS, "author_id", "select title from posts where author_id = ? order by id limit 1"),
]


def test_join_of_both_sides(context):
    expected = ("select posts.id, posts.title, posts.author_id, authors.name from posts "
                "left join authors on authors.id = posts.author_id order by posts.id")
    for kind in DATABASES:
        equal(join(context, kind, POSTS, "author_id", AUTHOR), expected, f"join for {kind}")
    connection = sqlite_with_rows()
    connection.execute("update posts set author_id = 99 where id = 4")
    looped = [(*row, *(connection.execute(AUTHOR, row[2:]).fetchone() or (None,)))
              for row in connection.execute(POSTS).fetchall()]
    equal(connection.execute(expected).fetchall(), looped, "rows")


def test_databases_take_the_joins(context):
    connection = sqlite_with_rows()
    for case in JOINS:
        sql = join(context, "sqlite", *case)
        assert sql, case
        check_sqlite(connection, without_dots(sql))
    made = [join(context, "postgresql", *case) for case in JOINS]
    check_postgresql(context, [without_dots(sql) for sql in made])


def test_no_join_where_it_might_be_wrong(context):
    made = [(case, sql) for case in NO_JOINS for sql in [join(context, "sqlite", *case)] if sql]
    equal(made, [], "joins")


# ---- frameworks -----------------------------------------------------------------------------------------


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
        "template": "select_related() of this relationship",
    }
    for page, words in pages.items():
        context.directory = context.directory / page
        context.directory.mkdir()
        found = findings_of(context, kind, "django_blog/views.py", page, modules=["django"], rows=(100, 20, 0, 0, 0, 0))
        check_words(found, words)


@each(*DATABASES)
def test_django_rest_framework(context, kind):
    found = findings_of(context, kind, "django_blog/rest.py", "posts", modules=["django", "rest_framework"])
    check_words(found, "select_related()", "queryset of the view")


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
