"""One loop of the program, whose statements come by several lines, call paths, depths or threads."""

import sqlite3
import sys
import threading

POSTS = 24


def open_blog(name=":memory:"):
    blog = sqlite3.connect(name)
    numbers = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {POSTS})"
    blog.execute("create table authors(id integer primary key, name text)")
    blog.execute("create table posts(id integer primary key, author_id integer, parent_id integer, title text)")
    blog.execute(f"insert into authors {numbers} select 1000 + i * 7, 'author ' || i from n")
    blog.execute(f"insert into posts {numbers} select i, 1000 + (i * 5 % {POSTS} + 1) * 7, i / 3, 'post ' || i from n")
    blog.commit()
    return blog


def posts_of(blog):
    return blog.execute("select id, author_id from posts").fetchall()


def author_of(blog, author):
    return blog.execute("select name from authors where id = ?", (author,)).fetchone()


def statements(blog):
    for post, author in posts_of(blog):  # header of statements
        name = author_of(blog, author)
        comments = blog.execute("select count(*) from posts where parent_id = ?", (post,)).fetchone()
        blog.execute("select title from posts where id = ?", (post,)).fetchone()
        print(name, comments)


def short(blog, author):
    return author_of(blog, author)


def long(blog, author):
    return "by", author_of(blog, author)


def paths(blog):
    for post, author in posts_of(blog):  # header of paths
        print(long(blog, author) if post % 2 else short(blog, author))


def print_thread(blog, post):
    answers = blog.execute("select id from posts where parent_id = ?", (post,)).fetchall()
    for answer, in answers:  # header of recursion
        print(post, answer)
        print_thread(blog, answer)


def recursion(blog):
    print_thread(blog, 0)


def print_authors(blog):
    for _, author in posts_of(blog):  # header of threads
        print(author_of(blog, author))


def threads(blog):
    blog.close()
    workers = [threading.Thread(target=lambda: print_authors(open_blog())) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


globals()[sys.argv[1]](open_blog())
