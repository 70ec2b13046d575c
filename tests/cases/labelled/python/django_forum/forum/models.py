from django.db import models


class Board(models.Model):
    title = models.CharField(max_length=40)


class Topic(models.Model):
    board = models.ForeignKey(Board, models.CASCADE)


class Ban(models.Model):
    board = models.ForeignKey(Board, models.CASCADE)
