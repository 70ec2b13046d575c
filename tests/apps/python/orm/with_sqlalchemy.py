"""
SQLAlchemy, 1.4 and 2.0: relationships that are loaded one by one, and the ways to load them at once.

    python with_sqlalchemy.py FUNCTION

Prints what an event listener has counted, as `counted 101 in 0.02 s`.
"""

import os
import sys
import time

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, event, func, select
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship, selectinload, subqueryload

Base = declarative_base()


class Author(Base):
    __tablename__ = "authors"
    id = Column(Integer, primary_key=True)
    name = Column(String)


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    author_id = Column(ForeignKey("authors.id"))
    author = relationship("Author")
    comments = relationship("Comment", order_by="Comment.id")


class Comment(Base):
    __tablename__ = "comments"
    id = Column(Integer, primary_key=True)
    text = Column(String)
    post_id = Column(ForeignKey("posts.id"))
    author_id = Column(ForeignKey("authors.id"))
    author = relationship("Author")


class Customer(Base):
    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    orders = relationship("Order", back_populates="customer")


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    number = Column(String)
    customer_id = Column(ForeignKey("customers.id"))
    customer = relationship("Customer", back_populates="orders")
    items = relationship("Item")


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    price = Column(Integer)
    order_id = Column(ForeignKey("orders.id"))


# ---- posts and their authors ----------------------------------------------------------------------------


def list_posts(session, *options):
    for post in session.scalars(select(Post).order_by(Post.id).options(*options)).all():
        print(post.author.name)  # loop line of posts


def posts_lazy(session):
    list_posts(session)


def posts_selectin(session):
    list_posts(session, selectinload(Post.author))


def posts_joined(session):
    list_posts(session, joinedload(Post.author))


def posts_subquery(session):
    list_posts(session, subqueryload(Post.author))


def posts_by_query(session):
    """The way of 1.x, with the rows fetched by the loop."""
    for post in session.query(Post).order_by(Post.id):
        print(post.author.name)  # loop line of posts_by_query


def authors_by_get(session):
    """By primary key, without a relationship."""
    for post in session.scalars(select(Post).order_by(Post.id)).all():
        print(session.get(Author, post.author_id).name)  # loop line of authors_by_get


# ---- orders and their customers -------------------------------------------------------------------------


def list_orders(session, *options):
    names = []
    for order in session.scalars(select(Order).order_by(Order.id).options(*options)).all():
        names.append(order.customer.name)  # loop line of orders
    print(len(names))


def orders_lazy(session):
    list_orders(session)


def orders_selectin(session):
    list_orders(session, selectinload(Order.customer))


def orders_joined(session):
    list_orders(session, joinedload(Order.customer))


def orders_subquery(session):
    list_orders(session, subqueryload(Order.customer))


# ---- an admin page: customers, their orders, the items of those -----------------------------------------


def admin_page(session, *options):
    customers = session.scalars(select(Customer).order_by(Customer.id).options(*options)).all()
    rows = (
        [
            sum(item.price for item in order.items)  # loop line of items
            for order in customer.orders  # loop line of customers
        ]
        for customer in customers
    )
    print(sum(map(sum, rows)))


def admin_page_lazy(session):
    admin_page(session)


def admin_page_selectin(session):
    admin_page(session, selectinload(Customer.orders).selectinload(Order.items))


def admin_page_grouped(session):
    totals = (
        select(Customer.id, func.sum(Item.price))
        .join(Order, Order.customer_id == Customer.id)
        .join(Item, Item.order_id == Order.id)
        .group_by(Customer.id)
    )
    print(sum(total for _, total in session.execute(totals)))


# ---- posts, their comments, the authors of those --------------------------------------------------------


def comments_half_eager(session):
    """The first level is loaded at once, the second was forgotten."""
    names = []
    for post in session.scalars(select(Post).order_by(Post.id).options(selectinload(Post.comments))).all():
        for comment in post.comments:
            names.append(comment.author.name)  # loop line of comments
    print(len(names))


def comments_eager(session):
    names = []
    options = selectinload(Post.comments).selectinload(Comment.author)
    for post in session.scalars(select(Post).order_by(Post.id).options(options)).all():
        for comment in post.comments:
            names.append(comment.author.name)
    print(len(names))


# ---- serializers ----------------------------------------------------------------------------------------


def pydantic_schema():
    from typing import List

    import pydantic

    class AuthorOut(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(from_attributes=True)
        name: str

    class PostOut(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(from_attributes=True)
        title: str
        author: AuthorOut

    return PostOut, pydantic.TypeAdapter(List[PostOut])


def pydantic_each(session):
    post_out, _ = pydantic_schema()
    posts = session.scalars(select(Post).order_by(Post.id)).all()
    print(len([post_out.model_validate(post) for post in posts]))  # loop line of pydantic_each


def pydantic_list(session):
    _, posts_out = pydantic_schema()
    posts = session.scalars(select(Post).order_by(Post.id)).all()
    print(len(posts_out.validate_python(posts, from_attributes=True)))  # call site of pydantic_list


def pydantic_list_joined(session):
    _, posts_out = pydantic_schema()
    posts = session.scalars(select(Post).order_by(Post.id).options(joinedload(Post.author))).all()
    print(len(posts_out.validate_python(posts, from_attributes=True)))


def marshmallow_schema():
    import marshmallow

    class AuthorSchema(marshmallow.Schema):
        name = marshmallow.fields.String()

    class PostSchema(marshmallow.Schema):
        title = marshmallow.fields.String()
        author = marshmallow.fields.Nested(AuthorSchema)

    return PostSchema(many=True)


def marshmallow_list(session):
    posts = session.scalars(select(Post).order_by(Post.id)).all()
    print(len(marshmallow_schema().dump(posts)))  # call site of marshmallow_list


def marshmallow_list_joined(session):
    posts = session.scalars(select(Post).order_by(Post.id).options(joinedload(Post.author))).all()
    print(len(marshmallow_schema().dump(posts)))


# ---- one run --------------------------------------------------------------------------------------------


def open_engine():
    kind, _, path = os.environ["BLOG_DATABASE"].partition(":")
    if kind == "sqlite":
        return create_engine(f"sqlite:///{path}")
    return create_engine(f"postgresql+{os.environ.get('BLOG_DRIVER', 'psycopg2')}://")


def main(function):
    engine = open_engine()
    counted = []
    with Session(engine) as session:
        session.connection()
        event.listen(engine, "before_cursor_execute", lambda *arguments: counted.append(arguments[2]))
        begin = time.perf_counter()
        function(session)
        seconds = time.perf_counter() - begin
    print(f"counted {len(counted)} in {seconds:.3f} s")


if __name__ == "__main__":
    main(globals()[sys.argv[1]])
