"""
Graphene-Django: authors and their posts, as books.

    python with_graphene.py FUNCTION
"""

import asyncio
import sys

import setup  # noqa: F401

import graphene
from asgiref.sync import sync_to_async
from graphene.utils.dataloader import DataLoader
from graphene_django import DjangoObjectType

from models import Author, Post


class Book(DjangoObjectType):
    class Meta:
        model = Post
        fields = ["id", "title"]


class Writer(DjangoObjectType):
    class Meta:
        model = Author
        fields = ["id", "name"]

    books = graphene.List(Book)

    @staticmethod
    def resolve_books(author, info):
        return list(Post.objects.filter(author_id=author.id))  # call site of resolver


class Query(graphene.ObjectType):
    authors = graphene.List(Writer)

    @staticmethod
    def resolve_authors(root, info):
        return list(Author.objects.order_by("id"))


class BookLoader(DataLoader):
    async def batch_load_fn(self, keys):
        by_author = {}
        async for post in Post.objects.filter(author_id__in=keys):
            by_author.setdefault(post.author_id, []).append(post)
        return [by_author.get(key, []) for key in keys]


class BatchedWriter(graphene.ObjectType):
    name = graphene.String()
    books = graphene.List(Book)

    @staticmethod
    def resolve_books(author, info):
        return info.context["books"].load(author.id)


class BatchedQuery(graphene.ObjectType):
    authors = graphene.List(BatchedWriter)

    @staticmethod
    async def resolve_authors(root, info):
        return await sync_to_async(list)(Author.objects.order_by("id"))


def show(result):
    if result.errors:
        raise SystemExit(result.errors)
    print(sum(len(author["books"]) for author in result.data["authors"]))


def one_by_one():
    show(graphene.Schema(query=Query).execute("{ authors { name books { title } } }"))


async def execute_batched():
    context = {"books": BookLoader()}
    schema = graphene.Schema(query=BatchedQuery)
    return await schema.execute_async("{ authors { name books { title } } }", context_value=context)


def batched():
    show(asyncio.run(execute_batched()))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
