"""
The tables of the programs beside this file, made with plain SQL: posts by authors with comments, and customers
with orders of items. BLOG_DATABASE says where: "sqlite:PATH", or "postgresql" for what the PG* variables name.

    python tables.py POSTS AUTHORS COMMENTS CUSTOMERS ORDERS ITEMS

Posts and authors are numbered from 1, and the posts go round the authors; so do the orders, round the
customers. COMMENTS is a number for each post, ITEMS one for each order, ORDERS the number of all orders.
"""

import os
import sys

TABLES = """
create table authors (id integer primary key, name varchar(80) not null);
create table posts (id integer primary key, title varchar(80) not null, author_id integer not null references authors);
create table comments (id integer primary key, text varchar(80) not null, post_id integer not null references posts,
                       author_id integer not null references authors);
create table customers (id integer primary key, name varchar(80) not null);
create table orders (id integer primary key, number varchar(80) not null,
                     customer_id integer not null references customers);
create table items (id integer primary key, price integer not null, order_id integer not null references orders);
create index posts_author on posts (author_id);
create index comments_post on comments (post_id);
create index orders_customer on orders (customer_id);
create index items_order on items (order_id)
"""


def numbers(count):
    return f"(with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) select i from n) as n"


def fill(posts, authors, comments, customers, orders, items):
    yield f"insert into authors select i, 'author ' || i from {numbers(authors)}"
    yield f"insert into posts select i, 'post ' || i, (i - 1) % {authors} + 1 from {numbers(posts)}"
    if comments:
        yield (f"insert into comments select i, 'comment ' || i, (i - 1) % {posts} + 1, (i - 1) % {authors} + 1 "
               f"from {numbers(posts * comments)}")
    if customers:
        yield f"insert into customers select i, 'customer ' || i from {numbers(customers)}"
        yield f"insert into orders select i, 'order ' || i, (i - 1) % {customers} + 1 from {numbers(orders)}"
    if items:
        yield f"insert into items select i, i % 100, (i - 1) % {orders} + 1 from {numbers(orders * items)}"


def connect():
    kind, _, path = os.environ["BLOG_DATABASE"].partition(":")
    if kind == "sqlite":
        import sqlite3

        return sqlite3.connect(path)
    import psycopg2

    return psycopg2.connect("")


def main(arguments):
    connection = connect()
    cursor = connection.cursor()
    for statement in [*TABLES.split(";"), *fill(*map(int, arguments))]:
        cursor.execute(statement)
    connection.commit()
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1:])
