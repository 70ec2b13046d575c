"""Loops over rows of SQLite by all sorts of ways from a row to a parameter; the argument names one."""

import os
import random
import sqlite3
import sys
import threading

random.seed(4)
db = sqlite3.connect(":memory:", isolation_level=None)
db.execute("create table items (id integer primary key, owner integer, name text, a, b, c, d, e, f)")
db.execute("create table parts (item, owner, name, first)")


def fill(rows, first=1):
    db.execute("with recursive n (i) as (values (?1) union all select i + 1 from n limit ?2)"
               " insert into items select i, i + 1000, 'item ' || i, i, i, i, i, i, i from n", (first, rows))


def rows_of(sql, *parameters):
    return db.execute(sql, parameters).fetchall()


def ask(*parameters, sql="select count(*) from parts where item = ?"):
    return db.execute(sql, parameters).fetchone()


def ids(rows, first=1):
    fill(rows, first)
    return [row[0] for row in rows_of("select id from items order by id")]


# ---- links ----


def composite():
    fill(20)
    for owner, name in rows_of("select owner, name from items"):
        ask(owner, name, sql="select count(*) from parts where owner = ? and name = ?")


def swapped():
    fill(20)
    for owner, name in rows_of("select owner, name from items"):
        ask(owner, name, sql="select count(*) from parts where name = ?2 and owner = ?1")


def named_parameters():
    fill(20)
    for owner, name in rows_of("select owner, name from items"):
        db.execute("select count(*) from parts where name = :name and owner = :owner",
                   {"owner": owner, "name": name}).fetchone()


def renamed():
    fill(20)
    for (author,) in rows_of("select i.owner as author from items i"):
        ask(author)


def expression():
    fill(20)
    for (number,) in rows_of("select max(id, 7) + 5000 from items"):
        ask(number)


def same_names():
    fill(20)
    for row in rows_of("select name as x, owner as x, id as x from items"):
        ask(row[1])


def within_32_columns():
    fill(20)
    columns = ", ".join(f"-{n} as c{n}" for n in range(1, 32))
    for row in rows_of(f"select {columns}, owner, name from items"):
        ask(row[31])


def beyond_32_columns():
    fill(20)
    columns = ", ".join(f"-{n} as c{n}" for n in range(1, 33))
    for row in rows_of(f"select {columns}, owner, name from items"):
        ask(row[32])


def two_thousand_columns():
    fill(20)
    columns = ", ".join(f"-{n}" for n in range(1, 2000))
    for row in rows_of(f"select owner, {columns} from items"):
        ask(row[0])


def twenty_parameters():
    db.execute("create table wide (" + ", ".join(f"c{n}" for n in range(20)) + ")")
    fill(20)
    for (owner,) in rows_of("select owner from items"):
        db.execute("insert into wide values (" + ", ".join("?" * 20) + ")", [owner] + [1] * 19)


def many_equal_columns():
    fill(20)
    for row in rows_of("select a, b, c, d, e, f, id from items"):
        ask(row[6], row[6], row[0], sql="select count(*) from parts where item = ? and owner = ? and first = ?")


def lists_before():
    """Nine other lists hold the same ids."""
    fill(20)
    for name in "abcdef":
        rows_of(f"select {name} from items")
    for number in range(3):
        rows_of(f"select id as id{number}z from items")
    for (number,) in rows_of("select id from items"):
        ask(number)


# ---- ways from rows to parameters ----


def loop_over(numbers):
    for number in numbers:
        ask(number)


def backwards():
    loop_over(reversed(ids(50)))


def sorted_by_name():
    loop_over(sorted(ids(50), key=str))


def through_a_set():
    fill(50, 70)
    loop_over({row[0] for row in rows_of("select name from items")})


def shuffled():
    numbers = ids(50)
    random.shuffle(numbers)
    loop_over(numbers)


def authors_of_posts_by_number():
    """Both columns hold 1 to 20, and those of `id` come in the order in which authors are looked up."""
    db.execute("create table authors (id integer primary key, name text)")
    fill(20)
    db.execute("insert into authors select id, name from items")
    posts = rows_of("select id, (id * 7) % 20 + 1 as author_id from items order by id")
    for number in sorted(author for _, author in posts):
        ask(number, sql="select name from authors where id = ?")


def authors_of_labelled_posts():
    """The same, with columns that are called by their table's name as well."""
    db.execute("create table authors (id integer primary key, name text)")
    fill(20)
    db.execute("insert into authors select id, name from items")
    db.execute("create table posts as select id, (id * 7) % 20 + 1 as author_id from items")
    posts = rows_of("select posts.id as posts_id, posts.author_id as posts_author_id from posts order by posts.id")
    for number in sorted(author for _, author in posts):
        ask(number, sql="select authors.name as authors_name from authors where authors.id = ?")


def books_of_authors_beside_prices():
    """The list has a column of the same numbers, in the order in which books are asked for."""
    fill(20)
    db.execute("create table books (author_id integer, name text)")
    db.execute("create table authors as select (id * 7) % 20 + 1 as id, id as price from items where id <= 20")
    authors = rows_of("select authors.price as authors_price, authors.id as authors_id from authors order by price")
    for number in sorted(key for _, key in authors):
        ask(number, sql="select books.name as books_name from books where ? = books.author_id")


def bystander():
    """Another list was read in between, which holds all these values too, and many more."""
    fill(60)
    mine = rows_of("select (id * 7) % 60 + 1 as writer from items where (id * 7) % 60 < 20")
    rows_of("select id as number from items order by id")
    for (writer,) in mine:
        ask(writer)


def some_rows():
    loop_over(ids(100)[::3])


def few_of_many_rows():
    loop_over(ids(1000)[::40])


def duplicates():
    fill(100)
    loop_over(row[0] for row in rows_of("select id % 10 + 300 from items order by 1"))


def duplicates_mixed():
    fill(100)
    loop_over(row[0] for row in rows_of("select id % 10 + 300 as of_ten from items"))


def ten_thousand():
    fill(10000)
    loop_over(row[0] for row in rows_of("select id, owner, 'x' from items"))


def generators():
    fill(50)
    rows = db.execute("select id from items")
    numbers = (row[0] for row in rows)
    loop_over(number for number in numbers if number)


def freed():
    fill(50)
    cursor = db.execute("select id from items")
    numbers = [row[0] for row in cursor.fetchall()]
    cursor.close()
    del cursor
    for n in range(40):
        rows_of(f"select {n} as other, name from items limit 3")
    loop_over(numbers)


def tree():
    db.execute("create table nodes (id integer primary key, parent)")
    db.execute("with recursive n (i) as (values (1) union all select i + 1 from n limit 63)"
               " insert into nodes select i, i / 2 from n")

    def walk(node):
        ask(node)
        for (child,) in rows_of("select id from nodes where parent = ?", node):
            walk(child)

    walk(1)


def parents_take_turns():
    fill(60)
    for page in range(6):
        first = rows_of("select id from items order by id limit 10 offset ?", 10 * page)
        second = rows_of("select owner from items order by owner limit 10 offset ?", 10 * page)
        for (number,), (owner,) in zip(first, second):
            ask(number, owner, sql="select count(*) from parts where item = ? and owner = ?")


def forked():
    """In the middle of a loop; the child has a list of its own."""
    numbers = ids(20)
    child = None
    for number in numbers:
        ask(number)
        if number == 10:
            child = os.fork()
        if child == 0:
            loop_over(row[0] for row in rows_of("select owner from items where id > ?", 8))
            os._exit(0)
    assert os.waitpid(child, 0) == (child, 0)


def constant_beside_chance():
    """One parameter is always the same, the other has nothing to do with the list."""
    ids(100)
    for _ in range(60):
        ask(random.random(), 3, sql="select count(*) from parts where item = ? and owner = ?")


def constant_beside_ids():
    for number in ids(60):
        ask(7, number, sql="select count(*) from parts where owner = ? and item = ?")


def constant_in_many_requests():
    fill(60)
    for page in range(20):
        rows_of("select id from items where id > ? order by id limit 10", page % 3)
        for _ in range(10):
            ask(random.random(), 5, sql="select count(*) from parts where item = ? and owner = ?")


def threads_of_one_list():
    """Each thread has a connection of its own."""
    numbers = ids(40)

    def work(mine):
        own = sqlite3.connect(":memory:")
        own.execute("create table parts (item)")
        for number in mine:
            own.execute("select count(*) from parts where item = ?", (number,)).fetchone()

    threads = [threading.Thread(target=work, args=(numbers[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def many_sites():
    fill(20)
    for n in range(3000):
        name = "".join("abcdefghij"[int(digit)] for digit in str(n))
        rows_of(f"select owner as {name}_ from items limit 2")
    loop_over(row[0] for row in rows_of("select id from items"))


# ---- chance ----


def five_rows_and_quantities():
    ids(5)
    loop_over(random.choice(range(1, 6)) for _ in range(100))


def ten_rows_and_quantities():
    ids(10)
    loop_over(random.choice(range(1, 11)) for _ in range(60))


def quantities():
    ids(100)
    loop_over(random.choice(range(1, 6)) for _ in range(100))


def pages():
    ids(100)
    loop_over(range(1, 11))


def flags():
    ids(100)
    loop_over(number % 2 for number in range(100))


def others_ids():
    ids(100)
    others = list(range(51, 151))
    random.shuffle(others)
    loop_over(others)


def some_ids_at_random():
    ids(100)
    loop_over(random.sample(range(1, 101), 50))


def more_ids_than_rows():
    ids(100)
    loop_over(random.sample(range(1, 1001), 200))


def status_of_rows():
    """Of the second list the ids are asked for; the first holds the same numbers in another order."""
    fill(60)
    rows_of("select id from items order by id")
    for (number,) in rows_of("select a from items order by id * 37 % 61"):
        ask(number)


# ---- two databases ----


def postgresql():
    import psycopg2

    cursor = psycopg2.connect("").cursor()

    def run(sql, *parameters):
        cursor.execute(sql, parameters)
        return cursor.fetchall()

    return run


UUID_OF_OWNER = "select printf('0f1e2d3c-4b5a-6978-8796-%012d', owner) as uuid from items"


def from_sqlite_to_postgresql():
    run = postgresql()
    fill(20)
    for (uuid,) in rows_of(UUID_OF_OWNER):
        run("select where %s::uuid is not null", uuid)


def from_postgresql_to_sqlite():
    run = postgresql()
    for (uuid,) in run("select md5(n::text)::uuid as uuid from generate_series(1, 20) n"):
        ask(uuid.replace("-", ""))


def row_by_row_across():
    """While SQLite's rows are being read."""
    run = postgresql()
    fill(20)
    for (owner,) in db.execute("select owner from items"):
        run("select where %s > 0", owner)


# ---- episodes ----


def make_tree_of_rows():
    """Groups 1 to 6 with 4 to 9 owners each, and 5 parts for each owner."""
    db.execute("create table groups (id integer primary key)")
    db.execute("create table owners (id integer primary key, grouped)")
    owner = 100
    for group in range(1, 7):
        db.execute("insert into groups values (?)", (group,))
        for _ in range(group + 3):
            owner += 1
            db.execute("insert into owners values (?, ?)", (owner, group))
            for part in range(5):
                db.execute("insert into parts values (?, ?, ?, ?)", (10 * owner + part, owner, "part", part))


def three_levels():
    make_tree_of_rows()
    for (group,) in rows_of("select id from groups order by id"):
        for (owner,) in rows_of("select id from owners where grouped = ?", group):
            for (item,) in rows_of("select item from parts where owner = ?", owner):
                rows_of("select name from parts where item = ?", item)


def three_levels_row_by_row():
    make_tree_of_rows()
    for (group,) in db.execute("select id from groups order by id"):
        for (owner,) in db.execute("select id from owners where grouped = ?", (group,)):
            for (item,) in db.execute("select item from parts where owner = ?", (owner,)):
                rows_of("select name from parts where item = ?", item)


def uneven():
    """Episodes of 5 to 24 children, and some that end before their rows do."""
    fill(30)
    for first in range(20):
        for (number,) in rows_of("select id from items order by id limit ?", 5 + first)[:5 + first]:
            ask(number)


def stops_early():
    fill(100)
    for _ in range(4):
        for position, (number,) in enumerate(rows_of("select id from items order by id")):
            if position == 30:
                break
            ask(number)


def two_lists_one_helper():
    """The same statement at the same line, from two loops over different lists."""
    fill(40)

    def show(number):
        return ask(number)

    for (number,) in rows_of("select id from items where id <= 12"):
        show(number)
    for (number,) in rows_of("select owner from items where id > 20"):
        show(number)


def interleaved_children():
    fill(25)
    for number, owner in rows_of("select id, owner from items"):
        ask(number)
        ask(owner, sql="select name from parts where owner = ?")
        if number % 2:
            ask(number, sql="select first from parts where item = ?")


def pages_of_rows():
    fill(95)
    last = 0
    while rows := rows_of("select id, owner from items where id > ? order by id limit 10", last):
        for last, owner in rows:
            ask(owner)


def threads_with_lists():
    """Each thread has a list of its own, and they run at the same time."""
    together = threading.Barrier(3)

    def work(count):
        own = sqlite3.connect(":memory:")
        own.execute("create table parts (item)")
        own.execute("create table items as with recursive n (i) as (values (1) union all select i + 1 from n limit ?)"
                    " select i * 3 as id from n", (count,))
        for (number,) in own.execute("select id from items").fetchall():
            together.wait()
            own.execute("select count(*) from parts where item = ?", (number,)).fetchone()

    threads = [threading.Thread(target=work, args=(15,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


globals()[sys.argv[1]]()
