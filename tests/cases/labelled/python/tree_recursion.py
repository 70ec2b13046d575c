"""A shop's menu: the categories below each category, by recursion, one query for each."""
# loopline: databases sqlite postgresql
# loopline: finding subcategories kind=n+1 n=84 episodes=1 table=categories
# loopline: twin

import sys


def connect():
    if sys.argv[1] == "sqlite":
        import sqlite3

        return sqlite3.connect(sys.argv[2]), "?"
    import psycopg2

    return psycopg2.connect(""), "%s"


connection, mark = connect()
cursor = connection.cursor()
cursor.execute("create table categories (id integer primary key, parent_id integer, name text)")
cursor.execute("""
    insert into categories with recursive n(i) as (select 1 union all select i + 1 from n where i < 85)
    select i, case when i = 1 then null else (i + 2) / 4 end, 'category ' || i from n""")
connection.commit()


def children_of(category):
    cursor.execute(f"select id, name from categories where parent_id = {mark} order by name", (category,))
    return cursor.fetchall()


def draw(category, name, depth=0):
    lines = ["  " * depth + name]
    for child, child_name in children_of(category):  # header: subcategories
        lines += draw(child, child_name, depth + 1)  # loop: subcategories
    return lines


def draw_fixed():
    cursor.execute("""
        with recursive menu(id, name, depth) as (
            select id, name, 0 from categories where parent_id is null
            union all select c.id, c.name, m.depth + 1 from menu m join categories c on c.parent_id = m.id)
        select name, depth from menu""")
    return ["  " * depth + name for name, depth in cursor]


if sys.argv[-1] == "fixed":
    menu = draw_fixed()
else:
    cursor.execute("select id, name from categories where parent_id is null")
    menu = draw(*cursor.fetchone())
assert len(menu) == 85, len(menu)
