from django.urls import path
from news.views import first, latest

urlpatterns = [path("", latest), path("first/", first)]
