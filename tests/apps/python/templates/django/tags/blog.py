"""Tags and filters of the pages."""
from django import template

register = template.Library()


@register.filter
def author_name(post):
    return post.author.name  # call site of filter


@register.inclusion_tag("authors.html")
def show_authors(posts):
    return {"posts": posts}
