from django.db import models


class Actor(models.Model):
    name = models.CharField(max_length=40)


class Movie(models.Model):
    title = models.CharField(max_length=40)
    actors = models.ManyToManyField(Actor)


class Review(models.Model):
    movie = models.ForeignKey(Movie, models.CASCADE, related_name="reviews")
    stars = models.IntegerField()
