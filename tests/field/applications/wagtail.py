"""Wagtail 7.1 under gunicorn on SQLite: a site of its own templates, the editor's pages, its JSON API."""

import re

PACKAGES = ["wagtail==7.1.1", "gunicorn==23.0.0", "Django==5.2.19", "djangorestframework==3.18.3", "django-modelcluster==6.5",
            "django-treebeard==4.8.0"]
APPLICATION = ["/wagtail/", "/django/contrib/admin/"]
PREPARE = [
    ["{bin}/wagtail", "start", "field", "."],
    ["{python}", "grow.py"],
    ["{python}", "manage.py", "makemigrations", "home"],
    ["{python}", "manage.py", "migrate", "--verbosity", "0"],
    ["{python}", "fill.py"],
]
FILES = {
    "grow.py": '''
import pathlib

models = pathlib.Path("home/models.py")
models.write_text("""
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.snippets.models import register_snippet


@register_snippet
class Author(models.Model):
    name = models.CharField(max_length=50)
    panels = ["name"]

    def __str__(self):
        return self.name


class HomePage(Page):
    intro = models.TextField(blank=True)
    content_panels = Page.content_panels + ["intro"]


class BlogPage(Page):
    author = models.ForeignKey(Author, null=True, blank=True, on_delete=models.SET_NULL)
    body = RichTextField(blank=True)
    content_panels = Page.content_panels + [FieldPanel("author"), FieldPanel("body"), InlinePanel("links")]
    api_fields = [APIField("author"), APIField("body")]


class Link(Orderable):
    page = ParentalKey(BlogPage, related_name="links", on_delete=models.CASCADE)
    url = models.URLField()
    panels = ["url"]
""")
pathlib.Path("home/templates/home/home_page.html").write_text("""
{% load wagtailcore_tags %}
<h1>{{ page.title }}</h1>
{% for child in page.get_children %}
  {% with post=child.specific %}
  <h2><a href="{% pageurl post %}">{{ post.title }}</a></h2>
  by {{ post.author.name }}
  {% for link in post.links.all %}<a href="{{ link.url }}">{{ link.url }}</a>{% endfor %}
  {% endwith %}
{% endfor %}
""")
pathlib.Path("home/templates/home/blog_page.html").write_text("""
{% load wagtailcore_tags %}
<h1>{{ page.title }}</h1> by {{ page.author.name }} {{ page.body|richtext }}
{% for sibling in page.get_siblings %}<a href="{{ sibling.url }}">{{ sibling.title }}</a>{% endfor %}
""")
settings = pathlib.Path("field/settings/base.py")
if not settings.exists():
    settings = next(path for path in pathlib.Path(".").glob("*/settings/base.py"))
text = settings.read_text().replace('"wagtail.admin",', '"wagtail.admin", "wagtail.api.v2", "rest_framework",')
settings.write_text(text)
dev = settings.with_name("dev.py")
dev.write_text(dev.read_text() + """
DEBUG = False
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "constant"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
""")
urls = settings.parent.parent / "urls.py"
urls.write_text("""
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents import urls as wagtaildocs_urls

router = WagtailAPIRouter("api")
router.register_endpoint("pages", PagesAPIViewSet)
urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/", router.urls),
    path("", include(wagtail_urls)),
]
""")
''',
    "fill.py": '''
import datetime
import glob
import os

package = os.path.basename(os.path.dirname(os.path.dirname(glob.glob("*/settings/base.py")[0])))
os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings.dev"
import django
django.setup()
from django.contrib.auth.models import User
from home.models import Author, BlogPage, HomePage, Link

User.objects.create_superuser("editor", "editor@example.com", "secret")
authors = [Author.objects.create(name=f"author {number}") for number in range(5)]
home = HomePage.objects.get()
for number in range(14):
    page = BlogPage(title=f"post {number}", slug=f"post-{number}", author=authors[number % 5],
                    body=f'<p>text {number}, see <a linktype="page" id="{home.id}">home</a></p>', show_in_menus=number < 6)
    page.links = [Link(url=f"http://example.com/{number}/{link}") for link in range(2)]
    home.add_child(instance=page)
    page.save_revision().publish()
    if number < 7:
        for inner in range(2):
            page.add_child(instance=BlogPage(title=f"post {number}.{inner}", slug=f"post-{number}-{inner}"))
''',
}
SERVER = ["{bin}/gunicorn", "--bind", "127.0.0.1:{port}", "--workers", "1", "--preload", "site_wsgi"]
FILES["site_wsgi.py"] = '''
import glob
import os

package = os.path.basename(os.path.dirname(os.path.dirname(glob.glob("*/settings/base.py")[0])))
os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings.dev"
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
'''
PAGES = [
    "/", "/post-1/", "/post-2/post-2-0/", "/api/pages/?fields=*", "/api/pages/?child_of=3&limit=20", "/admin/",
    "/admin/pages/", "/admin/pages/3/", "/admin/pages/4/edit/", "/admin/reports/site-history/",
    "/admin/snippets/home/author/", "/admin/users/", "/admin/pages/search/?q=post", "/admin/choose-page/",
    "/admin/pages/4/history/", "/admin/reports/locked/", "/admin/reports/aging-pages/", "/admin/pages/3/?page=1&ordering=title",
]
CLEAN = [
    r"csrfmiddlewaretoken\" value=\"\w+\"", r"\"csrf[Tt]oken\" ?(value|content)?=\"\w+\"", r"CSRF_TOKEN\W+\w+",
    r"[Cc]srf\w*\W{1,30}\w{64}", r"(\d+|an?|one)\s+(minutes?|seconds?|hours?|days?)(,\s+\d+\s+\w+)?", r"\b\w{64}\b", r"\d\d:\d\d",
    r"&quot;key&quot;: &quot;\w+&quot;", r"\d{4}-\d\d-\d\d[T ][\d:.]+", r"(model|page) log entries",
]


def drive(client):
    client.get("/admin/login/")
    client.post("/admin/login/?next=/admin/", form={
        "csrfmiddlewaretoken": client.cookies["csrftoken"], "username": "editor", "password": "secret", "next": "/admin/"})
    for page in PAGES:
        client.get(page)
    _, text = client.get("/admin/pages/5/edit/")
    form = dict(re.findall(r'name="([\w-]+)"[^>]*value="([^"]*)"', text))
    client.post("/admin/pages/5/edit/", form={**form, "csrfmiddlewaretoken": client.cookies["csrftoken"],
                                              "title": "renamed", "slug": "renamed", "action-publish": "1", "body": "null"})
    client.get("/")
