from rest_framework import serializers

from cinema.models import Actor, Movie


class ActorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Actor
        fields = ["name"]


class MovieSerializer(serializers.ModelSerializer):
    actors = ActorSerializer(many=True)
    stars = serializers.SerializerMethodField()

    class Meta:
        model = Movie
        fields = ["title", "actors", "stars"]

    def get_stars(self, movie):
        return sum(review.stars for review in movie.reviews.all())
