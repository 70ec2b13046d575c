"""Loops of all kinds around the query."""

from blog import author_ids, author_name, main


def while_loop(blog):
    left = author_ids(blog)
    names = []
    while left:
        names.append(author_name(blog, left.pop()))  # loop line of while_loop
    return names


def endless_loop(blog):
    left = author_ids(blog)
    names = []
    while True:
        if not left:
            break
        names.append(author_name(blog, left.pop()))  # loop line of endless_loop
    return names


def try_in_loop(blog):
    names = []
    for author_id in author_ids(blog) + ["nobody"]:
        try:
            name = author_name(blog, author_id)  # loop line of try_in_loop
        except TypeError:
            continue
        finally:
            names.append(None)
        names.append(name)
    return names


def query_in_except(blog):
    names = {}
    for author_id in author_ids(blog):
        try:
            name = names[author_id]
        except KeyError:
            name = names[author_id] = author_name(blog, author_id)  # loop line of query_in_except
    return names


def loop_in_try(blog):
    names = []
    try:
        for author_id in author_ids(blog):
            if author_id < 0:
                continue
            names.append(author_name(blog, author_id))  # loop line of loop_in_try
    except TypeError:
        return None
    else:
        return names


def query_in_condition(blog):
    found = 0
    for author_id in author_ids(blog):
        if author_name(blog, author_id) == "author 7":  # loop line of query_in_condition
            found += 1
    return found


def call_of_several_lines(blog):
    names = []
    for author_id in author_ids(blog):
        names.append(
            "{} {}".format(
                author_id,
                author_name(  # loop line of call_of_several_lines
                    blog,
                    author_id,
                ),
            )
        )
    return names


def second_of_two_loops(blog):
    ids = []
    for author_id in author_ids(blog):
        ids.append(author_id)
    names = []
    for author_id in ids:
        names.append(author_name(blog, author_id))  # loop line of second_of_two_loops
    return names


def rows_one_by_one(blog):
    """The parent's rows are fetched while the loop runs."""
    names = []
    for (author_id,) in blog.execute("select author_id from posts order by id"):  # parent of rows_one_by_one
        names.append(author_name(blog, author_id))  # loop line of rows_one_by_one
    return names


def fetchone(blog):
    names = []
    cursor = blog.execute("select author_id from posts order by id")  # parent of fetchone
    row = cursor.fetchone()
    while row:
        names.append(author_name(blog, row[0]))  # loop line of fetchone
        row = cursor.fetchone()
    return names


def comments_of(blog, post_id):
    statement = "select id, author_id from comments where post_id = ?"
    return blog.execute(statement, (post_id,)).fetchall()  # call site of comments


def nested_loops(blog):
    """Thirty posts with six comments each: 1 + 30 + 180 look-ups."""
    blog.execute("create table comments (id integer primary key, post_id integer, author_id integer)")
    blog.execute(
        "insert into comments select 6 * posts.id + authors.id, posts.id, authors.id from posts, authors "
        "where authors.id <= 6"
    )
    names = []
    for author_id in author_ids(blog):
        for _, commenter in comments_of(blog, author_id):  # outer loop line of nested_loops
            names.append(author_name(blog, commenter))  # inner loop line of nested_loops
    return names


def many_rows_at_once(blog):
    """executemany repeats one statement, and is the way to do so."""
    blog.executemany("insert into authors (name) values (?)", [(str(number),) for number in range(50)])
    with blog:
        blog.executemany("update authors set name = ? where id = ?", [(str(id), id) for id in range(1, 31)])
    return blog.total_changes


def one_statement(blog):
    """The fix of all of this."""
    names = []
    for name, author_id in blog.execute("select name, author_id from posts join authors on authors.id = author_id"):
        names.append((name, author_id))
    return names


if __name__ == "__main__":
    main(globals())
