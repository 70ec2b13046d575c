"""Between the loop and the query: functions of all kinds."""

import contextlib
import functools

from blog import author_ids, author_name, main


def shout(blog, author_id):
    return author_name(blog, author_id).upper()


def shout_and_count(blog, author_id):
    name = shout(blog, author_id)
    return name, len(name)


def helper(blog):
    names = []
    for author_id in author_ids(blog):
        names.append(shout_and_count(blog, author_id))  # loop line of helper
    return names


def logged(function):
    @functools.wraps(function)
    def wrapper(*arguments, **options):
        return function(*arguments, **options)

    return wrapper


@logged
@logged
def logged_name(blog, author_id):
    return author_name(blog, author_id)


def decorator(blog):
    names = []
    for author_id in author_ids(blog):
        names.append(logged_name(blog, author_id=author_id))  # loop line of decorator
    return names


def nested_function(blog):
    def name_of(author_id):
        return author_name(blog, author_id)

    def collect(author_ids_of_posts):
        names = []
        for author_id in author_ids_of_posts:
            names.append(name_of(author_id))  # loop line of nested_function
        return names

    return collect(author_ids(blog))


def lambda_expression(blog):
    name_of = lambda author_id: author_name(blog, author_id)  # noqa: E731
    names = []
    for author_id in author_ids(blog):
        names.append(name_of(author_id))  # loop line of lambda_expression
    return names


def partial(blog):
    name_of = functools.partial(author_name, blog)
    names = []
    for author_id in author_ids(blog):
        names.append(name_of(author_id))  # loop line of partial
    return names


@contextlib.contextmanager
def author(blog, author_id):
    name = author_name(blog, author_id)
    yield name


def context_manager(blog):
    names = []
    for author_id in author_ids(blog):
        with author(blog, author_id) as name:  # loop line of context_manager
            names.append(name)
    return names


def visit(blog, parent):
    names = []
    children = blog.execute("select id, name from nodes where parent = ?", (parent,)).fetchall()
    for child, name in children:
        names.append(name)
        names += visit(blog, child)  # loop line of recursion
    return names


def recursion(blog):
    """A root with six children of six children each: 1 + 6 + 36 look-ups."""
    blog.execute("create table nodes (id integer primary key, parent integer, name text)")
    blog.executescript(
        """
        insert into nodes values (1, 0, 'root');
        insert into nodes select id + 1, 1, 'child' from authors where id <= 6;
        insert into nodes select 6 * nodes.id + authors.id + 4, nodes.id, 'grandchild'
          from nodes, authors where nodes.parent = 1 and authors.id <= 6;
        """
    )
    return visit(blog, 1)


if __name__ == "__main__":
    main(globals())
