"""
Django REST framework: serializers that touch relationships.

    python rest.py FUNCTION
"""

import sys

import setup  # noqa: F401

from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from models import Author, Comment, Post

POSTS = Post.objects.order_by("id")


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ["id", "name"]


class PostSerializer(serializers.ModelSerializer):
    author = AuthorSerializer()

    class Meta:
        model = Post
        fields = ["id", "title", "author"]


class CommentSerializer(serializers.ModelSerializer):
    author = AuthorSerializer()

    class Meta:
        model = Comment
        fields = ["id", "text", "author"]


class PostWithCommentsSerializer(serializers.ModelSerializer):
    comments = CommentSerializer(many=True)

    class Meta:
        model = Post
        fields = ["id", "title", "comments"]


@api_view()
def posts(request):
    serializer = PostSerializer(POSTS.all(), many=True)
    return Response(serializer.data)  # call site of posts


@api_view()
def posts_fixed(request):
    serializer = PostSerializer(POSTS.select_related("author"), many=True)
    return Response(serializer.data)


@api_view()
def comments(request):
    serializer = PostWithCommentsSerializer(POSTS.all(), many=True)
    return Response(serializer.data)  # call site of comments


@api_view()
def comments_fixed(request):
    serializer = PostWithCommentsSerializer(POSTS.prefetch_related("comments__author"), many=True)
    return Response(serializer.data)


def main(view):
    response = view(APIRequestFactory().get("/"))
    response.render()
    print(response.status_code)
    print(len(response.data))


if __name__ == "__main__":
    main(globals()[sys.argv[1]])
