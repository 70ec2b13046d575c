"""The tables of orm/tables.py as Django's models."""

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        managed = False
        app_label = "blog"
        db_table = "authors"


class Post(models.Model):
    title = models.CharField(max_length=80)
    author = models.ForeignKey(Author, models.CASCADE, related_name="posts")

    class Meta:
        managed = False
        app_label = "blog"
        db_table = "posts"


class Comment(models.Model):
    text = models.CharField(max_length=80)
    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Author, models.CASCADE, related_name="comments")

    class Meta:
        managed = False
        app_label = "blog"
        db_table = "comments"
