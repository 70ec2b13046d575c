"""
Views of a blog.

    python views.py PATH        asks for one page, in this process
"""

import sys

import setup  # noqa: F401

from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path

from models import Author, Post

POSTS = Post.objects.order_by("id")
AUTHORS = Author.objects.order_by("id")


def list_posts(posts):
    lines = []
    for post in posts:
        lines.append(f"{post.title} by {post.author.name}\n")  # loop line of view
    return HttpResponse(lines)


def list_authors(authors):
    lines = []
    for author in authors:
        titles = [post.title for post in author.posts.all()]  # loop line of authors
        lines.append(f"{author.name}: {titles}\n")
    return HttpResponse(lines)


def count_posts(request):
    """A query that the loop builds itself."""
    lines = []
    for author in AUTHORS.all():
        lines.append(f"{author.name}: {author.posts.count()}\n")  # loop line of count
    return HttpResponse(lines)


def iterator(request):
    """Rows in chunks of 20, through a server-side cursor where there is one."""
    lines = []
    for post in POSTS.iterator(chunk_size=20):
        lines.append(f"{post.title} by {post.author.name}\n")  # loop line of iterator
    return HttpResponse(lines)


def template(request):
    return render(request, "posts.html", {"posts": POSTS.all()})  # call site of template


def template_fixed(request):
    return render(request, "posts.html", {"posts": POSTS.select_related("author")})


def template_nested(request):
    return render(request, "comments.html", {"posts": POSTS.all()})  # call site of template_nested


def template_nested_fixed(request):
    return render(request, "comments.html", {"posts": POSTS.prefetch_related("comments__author")})


urlpatterns = [
    path("view", lambda request: list_posts(POSTS.all())),
    path("view_select_related", lambda request: list_posts(POSTS.select_related("author"))),
    path("view_prefetch_related", lambda request: list_posts(POSTS.prefetch_related("author"))),
    path("authors", lambda request: list_authors(AUTHORS.all())),
    path("authors_prefetch_related", lambda request: list_authors(AUTHORS.prefetch_related("posts"))),
    path("count", count_posts),
    path("iterator", iterator),
    path("template", template),
    path("template_fixed", template_fixed),
    path("template_nested", template_nested),
    path("template_nested_fixed", template_nested_fixed),
]


def main(page):
    response = Client().get(f"/{page}")
    print(response.status_code)
    print(response.content.decode())


if __name__ == "__main__":
    main(sys.argv[1])
