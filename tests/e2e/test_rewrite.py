"""
Rewritten statements do what the loop did: both are run on random rows, the original once for each row of a parent,
the rewritten one once, and what they return, or leave behind, is compared. Statements that cannot be rewritten so
that this holds must not be rewritten at all.
"""

import collections
import random
import re

from harness import ROOT, each, equal
from random_tables import ABSENT, DOMAINS, OPEN, ROWS, Failed, Statement

CASES = ROOT / "tests/cases/advice"
DATABASES = ("sqlite", "postgresql")
PARENT_ROWS = 8

# Nothing counts but how many rows there are, or whether there are any: what the rows hold is left out.
EXISTENCE = re.compile(r"select (exists|count\(\*\) from \(|\?( as \S+)? from)")

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


# ---- many values in place of one ------------------------------------------------------------------------


def for_many(sql, rows):
    """The statement with room for each row of values, and the values of its placeholders."""
    sql = re.sub(r"\$\d+", "?", sql).replace("(?, ...)", "(?)")
    together = re.search(r"any\(\?|union all (select [^()]*?) union all \1 union all \.\.\.|"
                         r"(\((?:[^()]|\([^()]*\))*\)), \2, \.\.\.|\?, \?, \.\.\.", sql)
    unit = together[1] or together[2] or "?"
    if together[0].startswith("any"):
        many, values = together[0], [[row[0] for row in rows]]
    else:
        joint = " union all " if together[1] else ", "
        many, values = ("union all " if together[1] else "") + joint.join([unit] * len(rows)), sum(map(list, rows), [])
    return sql[:together.start()] + many + sql[together.end():], values


def without_order(row):
    """What array_agg() and its like make of rows in any order."""
    return tuple(",".join(sorted(value.strip("{}").split(","))) if isinstance(value, str) and "," in value else value
                 for value in row)


def bag(rows):
    return collections.Counter(map(without_order, rows))


class Loop:
    """One statement, run for each of a parent's rows, in a database with random rows."""

    def __init__(self, database, normal, chance, unique=None, sizes=(ROWS,)):
        self.database, self.chance = database, chance
        self.statement = Statement(normal)
        where = normal.rfind(" where ")
        end = re.search(r" (order by|limit) |$", normal[where:]).start() + where
        counted = EXISTENCE.match(normal) is not None
        kinds = enumerate(self.statement.placeholders)
        self.left_out = {place for place, kind in kinds if kind in ("limit", "offset", "counted") or counted and not (
            normal[:normal.index(" where ")].count("?") <= place < normal[:end].count("?"))}
        self.values = [self.draw(kind) for kind in self.statement.placeholders]
        self.parent = [tuple(self.draw(kind) for kind in self.varying()) for _ in range(PARENT_ROWS)]
        database.begin(self.statement.schema(chance, unique, sizes))

    def varying(self):
        return [kind for place, kind in enumerate(self.statement.placeholders) if place not in self.left_out]

    def draw(self, kind):
        if kind in ("limit", "offset"):
            return self.chance.choice([1, 2, 3]) if kind == "limit" else self.chance.choice([0, 1])
        if kind == "counted":
            return 1
        return self.chance.choice([*DOMAINS[kind], ABSENT[kind]])

    def all_values(self, row):
        rest = iter(row)
        return [self.values[place] if place in self.left_out else next(rest) for place in range(len(self.values))]

    def run(self, row):
        values = [value for value, kind in zip(self.all_values(row), self.statement.placeholders) if kind != "counted"]
        return self.database.run(self.statement.text.replace("count(?)", "count(1)"), values)


# ---- reads ----------------------------------------------------------------------------------------------


def check_one_key(loop, row, looped, together):
    """`together`: what the rewritten statement returns for this key alone. Returns how many columns it adds."""
    normal = loop.statement.text
    if normal.startswith("select exists"):
        assert bool(together) == (str(looped[0][0]) in ("1", "t")), (row, looped, together)
        return None
    if re.match(r"select \?( as \S+)? from", normal):
        assert bool(together) == bool(looped), (row, looped, together)
        return None
    if not together or not looped:
        nothing = loop.run([ABSENT[kind] for kind in loop.varying()])
        limited = "limit" in loop.statement.placeholders
        assert looped == nothing if not together else limited, (row, looped, together)
        return None
    added = len(together[0]) - len(looped[0])
    whole = bag(found[added:] for found in together)
    if "limit" in loop.statement.placeholders:
        kinds = dict(zip(loop.statement.placeholders, loop.values))
        assert not bag(looped) - whole, (row, looped, together)
        equal(len(looped), max(0, min(kinds["limit"], len(together) - kinds.get("offset", 0))), f"rows of {row}")
    else:
        equal(whole, bag(looped), f"rows of {row}")
    return added


def check_keys_lead_back(found):
    """For each part of the key there is a column that holds it in all rows. `found`: rows by key."""
    for part in range(len(next(iter(found)))):
        width = len(next(iter(found.values()))[0])
        assert any(all(str(row[place]) == str(key[part]) for key, rows in found.items() for row in rows)
                   for place in range(width)), (part, found)


def check_read(loop, sql):
    """Whether anything was compared: some key has rows."""
    found = {}
    for row in dict.fromkeys(loop.parent):
        together = loop.database.run(*for_many(sql, [row]))
        looped = loop.run(row)
        check_one_key(loop, row, looped, together)
        found[row] = together
    whole = bag(loop.database.run(*for_many(sql, loop.parent)))
    equal(whole, sum(map(bag, found.values()), collections.Counter()), f"rows of all keys\n{sql}\n")
    found = {key: rows for key, rows in found.items() if rows}
    if found and loop.statement.tokens.count("in") == 0:
        check_keys_lead_back(found)
    return bool(found)


# ---- writes ---------------------------------------------------------------------------------------------


def tables_after(loop):
    return {table: bag(loop.database.run(f"select * from {table}")) for table in loop.statement.tables}


def check_write(loop, sql):
    """Whether the loop changed anything. Where a key may occur once, it is its last execution's."""
    normal = loop.statement.text
    before = tables_after(loop)
    for row in loop.parent:
        loop.run(row)
    looped = tables_after(loop)
    loop.database.again()
    rows = loop.parent
    sets = normal[:normal.index(" where ")].count("?") if "new_values" in sql else 0
    if sets:
        rows = list({row[sets:]: (*row[sets:], *row[:sets]) for row in rows}.values())
    elif "do update" in normal and "$1" in sql:
        rows = list({(row[0], row[0] is None and number): row for number, row in enumerate(rows)}.values())
    loop.database.run(*for_many(sql, rows))
    equal(tables_after(loop), looped, f"tables after\n{sql}\n")
    return looped != before


def check(database, normal, sql, chance, sizes=(ROWS,)):
    first = Statement(normal)
    unique = None
    if normal.startswith(("insert", "replace")) and re.search(r"conflict|ignore|replace", normal):
        unique = (next(iter(first.tables)), first.row[0][0])
    loop = Loop(database, normal, chance, unique, sizes)
    try:
        return check_read(loop, sql) if normal.startswith("select") else check_write(loop, sql)
    except (AssertionError, Failed) as error:
        raise AssertionError(f"{normal}\n{sql}\n{error}") from error


@each(*DATABASES)
def test_statements_do_what_the_loop_did(context, kind):
    texts = statements("reads", "writes", kind)
    database = OPEN[kind](context)
    for text, (normal, sql) in zip(texts, rewrite(context, kind, texts)):
        assert sql, f"not rewritten: {text}"
        chance = random.Random(normal)
        assert any(check(database, normal, sql, chance) for _ in range(9)), f"nothing compared: {normal}"
        check(database, normal, sql, chance, sizes=(0, ROWS))


@each(*DATABASES)
def test_nothing_where_it_might_be_wrong(context, kind):
    made = [(normal, sql) for normal, sql in rewrite(context, kind, statements("unsafe")) if sql]
    equal(made, [], "statements that were rewritten")


# ---- statements that nobody wrote -----------------------------------------------------------------------

PARTS = {
    "list": ["*", "t.*", "a", "t.a, b", "b", "b as a", "x.b", "lower(s) as a", "lower(s)", "b + ?", "coalesce(b, ?)",
             "count(*)", "count(?)", "sum(b), max(c)", "b, count(*)", "count(distinct b)", "coalesce(sum(b), ?)", "?",
             "b, ?", "min(b, c)", "sum(b) + a", "distinct b", "distinct count(*)", "count(*) over ()", "total(b)"],
    "from": ["t", "t", "t", "t as x", "t join u on u.e = t.b", "t left join u on u.e = t.b", "t, u", "t natural join u",
             "(select * from t) as t"],
    "where": ["a = ?", "a = ?", "a = ?", "t.a = ?", "? = a", "a in (?)", "a = ? and b = ?", "(a = ? and b is null)",
              "a = ? and (b = c or c is null)", "a = ? and b > ?", "a = ? and b in (?)", "not a = ?", "a = ? or b = ?",
              "a + ? = ?", "a = b and c = ?", "a between ? and ?", "a = ? and a = ?", "a = ? is null", "a not in (?)",
              "a = ? and b = (select max(b) from t)", "a = ? and exists (select ? from t as y where y.b = c)",
              "a is not distinct from ?", "(a, b) = (?, ?)"],
    "group": ["", "", "", "", " group by b", " group by ?", " group by b, c", " group by b having count(*) > ?",
              " having count(*) < ?", " having sum(b) is null", " group by b having min(c) < max(c)"],
    "order": ["", "", "", " order by b", " order by a", " order by ?", " order by count(*)", " order by t.b desc"],
    "limit": ["", "", "", "", " limit ?", " limit ? offset ?"],
}
OTHERS = ["select exists (select {list} from {from} where {where}{group}{order}{limit})",
          "select count(*) from (select {list} from {from} where {where}{group}{order}{limit}) as z",
          "delete from {from} where {where}", "update {from} set c = ? where {where}", "update t set c = b where {where}",
          "update t set b = c, c = b where {where}", "update t set c = (select max(b) from t) where {where}"]


def made_up(chance):
    pattern = chance.choice(["select {list} from {from} where {where}{group}{order}{limit}"] * 5 + OTHERS)
    text = pattern.format(**{part: chance.choice(ways) for part, ways in PARTS.items()})
    return chance.choice(["", "one row: "]) + text


@each(*DATABASES)
def test_statements_that_nobody_wrote(context, kind):
    """The rewriting has to refuse most of them. The database has to take both, or not even the original."""
    chance = random.Random(8)
    texts = list(dict.fromkeys(made_up(chance) for _ in range(4000)))
    database = OPEN[kind](context)
    compared = 0
    for text, (normal, sql) in zip(texts, rewrite(context, kind, texts)):
        if not sql:
            continue
        try:
            loop = Loop(database, normal, chance)
            loop.run(loop.parent[0])
        except Failed:
            continue
        compared += check(database, normal, sql, chance)
    assert compared >= 100, compared


# ---- joins ----------------------------------------------------------------------------------------------

POSTS = "select id, title, author_id from posts order by id"
AUTHOR = "select name from authors where id = ?"
JOINS = [
    (POSTS, "author_id", AUTHOR),
    ("select * from posts where status = 'x' and views is not null order by id desc nulls last limit 10", "author_id",
     AUTHOR),
    ('SELECT "posts"."id", "posts"."author_id" FROM "posts" ORDER BY "posts"."id" ASC', "author_id",
     'SELECT "authors"."id", "authors"."name" FROM "authors" WHERE "authors"."id" = 5'),
    ("SELECT posts.id AS posts_id, posts.author_id AS posts_author_id FROM posts", "posts_author_id",
     "SELECT authors.id AS authors_id, authors.name AS authors_name FROM authors WHERE authors.id = 5"),
    ('SELECT "t1"."id", "t1"."author_id" FROM "posts" AS "t1" ORDER BY "t1"."id"', "author_id",
     'SELECT "t1"."id", "t1"."name" FROM "authors" AS "t1" WHERE ("t1"."id" = 1)'),
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
    (POSTS, "author_id", "select name from authors where id = ? limit 1"),
]


def join(context, kind, parent, column, child):
    return context.run([rewriter(context), kind, "join", parent, column, child, 1]).expect(0).stdout


def check_join(database, sql, parent, column, child, chance):
    """The child's key is unique: no execution returned more than one row."""
    loop = Loop(database, child, chance)
    outer = Statement(parent)
    loop.statement.add(outer)
    if parent.startswith("select *"):
        loop.statement.tables[next(iter(outer.tables))].setdefault(column, "integer")
    key = next((table, name) for table, name, start, _ in loop.statement.uses
               if loop.statement.tokens[start - 2:start] == ["?", "="] or "=" in loop.statement.tokens[start + 1:start + 4]
               and "?" in loop.statement.tokens[start + 2:start + 5])
    database.begin(loop.statement.schema(chance, key))
    values = [loop.draw(kind) for kind in outer.placeholders]
    listed = database.run(parent, values)
    names = [part.split(" as ")[-1].split(".")[-1].strip('"') for part in parent[len("select "):parent.index(" from ")].split(", ")]
    place = (list(loop.statement.tables[next(iter(outer.tables))]) if names == ["*"] else names).index(column)
    width = len(list(loop.statement.tables[key[0]]) if "*" in child else child[:child.index(" from ")].split(", "))
    looped = [(*row, *(found or (None,) * width)) for row in listed for found in loop.run([row[place]])[:1] or [None]]
    equal(bag(database.run(re.sub(r"\$\d+", "?", sql).replace("(?, ...)", "(?)"), values)), bag(looped), f"rows\n{sql}\n")
    return any(row[-width:] != (None,) * width for row in looped)


@each(*DATABASES)
def test_joins_show_what_the_loop_showed(context, kind):
    database = OPEN[kind](context)
    for parent, column, child in JOINS:
        sql = join(context, kind, parent, column, child)
        assert sql, f"not joined: {parent}, {child}"
        (parent, _), (child, _) = rewrite(context, kind, [parent, child])
        chance = random.Random(child)
        assert any(check_join(database, sql, parent, column, child, chance) for _ in range(9)), f"nothing compared: {sql}"


def test_no_join_where_it_might_be_wrong(context):
    made = [(case, sql) for case in NO_JOINS for sql in [join(context, "sqlite", *case)] if sql]
    equal(made, [], "joins")
