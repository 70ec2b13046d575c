"""Django, its templates, REST framework and Graphene: lazy relationships are found where the program uses them."""

from harness import each, equal
from python_support import (check_finding, check_no_findings, check_place, check_totals, database, environment,
                            nested_pair, require_module, source, statements_on)

VIEWS = "django_blog/views.py"
TEMPLATES = "django_blog/templates"
REST = "django_blog/rest.py"
GRAPHENE = "django_blog/with_graphene.py"
VERSIONS = {"4.2": "earlier", "5.2": "current"}
DATABASES = ("sqlite", "postgresql")
EVERYWHERE = [f"{version} {kind}" for version in VERSIONS for kind in DATABASES]
FOR_NODE = "/django/template/defaulttags.py"


class Blog:
    """A filled database, and programs recorded on it."""

    def __init__(self, context, where, posts=100, authors=100, comments=0, modules=("django",)):
        version, kind = where.split()
        self.context = context
        self.python = environment(context, VERSIONS[version])
        require_module(self.python, *modules)
        self.env = {**database(context, kind), "PYTHONDONTWRITEBYTECODE": "1"}
        context.run([self.python, source(context, "orm/tables.py"), posts, authors, comments, 0, 0, 0],
                    env=self.env).expect(0)

    def record(self, path, argument, statements):
        recording = self.context.record([self.python, source(self.context, path), argument], env=self.env).expect(0)
        check_totals(recording)
        equal(statements_on(recording.report, "authors", "posts", "comments"), statements, "statements")
        return recording

    def page(self, name, statements):
        recording = self.record(VIEWS, name, statements)
        equal(recording.stdout.splitlines()[0], "200", "status of the page")
        return recording


def check_library_loop(place, file):
    assert place["through"]["file"].endswith(file), place
    assert "site-packages" not in place["file"], place
    equal(place["language"], "python", "language of the loop")


# ---- views ----------------------------------------------------------------------------------------------


@each(*EVERYWHERE)
def test_view(context, where):
    finding = Blog(context, where).page("view", 101).finding()
    check_finding(finding, calls=100, n=100)
    equal(finding["distinct_parameters"], 100, "distinct parameters")
    check_place(context, finding["loop"], VIEWS, "loop line of view", "loop")
    check_place(context, finding["call_site"], VIEWS, "loop line of view", "call site")
    equal((finding["parent"]["calls"], finding["parent"]["rows"]), (1, 100), "parent's calls and rows")


@each(*EVERYWHERE)
def test_view_fixed(context, where):
    blog = Blog(context, where)
    check_no_findings(blog.page("view_select_related", 1))
    check_no_findings(blog.page("view_prefetch_related", 2))


@each(*EVERYWHERE)
def test_reverse_relationship(context, where):
    blog = Blog(context, where, authors=20)
    finding = blog.page("authors", 21).finding()
    check_finding(finding, calls=20, n=20)
    check_place(context, finding["loop"], VIEWS, "loop line of authors", "loop")
    check_no_findings(blog.page("authors_prefetch_related", 2))


@each("5.2 sqlite", "5.2 postgresql")
def test_count_in_loop(context, where):
    finding = Blog(context, where, authors=20).page("count", 21).finding()
    check_finding(finding, calls=20, n=20)
    check_place(context, finding["loop"], VIEWS, "loop line of count", "loop")


@each(*EVERYWHERE)
def test_rows_in_chunks(context, where):
    """
    A hundred posts, twenty at a time: on PostgreSQL a cursor that is declared and fetched from. Its FETCHes are
    no finding, and the look-ups of the authors are one.
    """
    recording = Blog(context, where).page("iterator", 101)
    finding = recording.finding()
    equal(finding["calls"], 100, "calls")
    check_place(context, finding["loop"], VIEWS, "loop line of iterator", "loop")


# ---- templates ------------------------------------------------------------------------------------------


@each(*EVERYWHERE)
def test_template(context, where):
    """The template's own lines are named; the loop is run by Django's {% for %}."""
    blog = Blog(context, where)
    finding = blog.page("template", 101).finding()
    check_finding(finding, calls=100, n=100)
    check_place(context, finding["call_site"], f"{TEMPLATES}/posts.html", "call site of template", "call site")
    check_place(context, finding["loop"], f"{TEMPLATES}/posts.html", "loop line of template", "loop")
    check_place(context, finding["loop"]["body"], f"{TEMPLATES}/posts.html", "call site of template", "body")
    check_library_loop(finding["loop"], FOR_NODE)
    check_no_findings(blog.page("template_fixed", 1))


@each("5.2 sqlite", "5.2 postgresql")
def test_nested_template(context, where):
    """Twenty posts, with six comments each in an included template, each of which has an author."""
    blog = Blog(context, where, posts=20, authors=120, comments=6)
    outer, inner = nested_pair(blog.page("template_nested", 1 + 20 + 120))
    check_finding(outer, calls=20, n=20)
    check_finding(inner, calls=120, n=6, episodes=20)
    page, comments = f"{TEMPLATES}/comments.html", f"{TEMPLATES}/comments_of_post.html"
    check_place(context, outer["loop"], page, "loop line of posts", "loop over the posts")
    check_place(context, outer["loop"]["body"], page, "body of posts", "body of the loop over the posts")
    check_place(context, outer["call_site"], comments, "loop line of comments", "query of the comments")
    check_place(context, inner["loop"], comments, "loop line of comments", "loop over the comments")
    check_place(context, inner["call_site"], comments, "call site of comments", "query of the author")
    for finding in (outer, inner):
        check_library_loop(finding["loop"], FOR_NODE)
    check_no_findings(blog.page("template_nested_fixed", 3))


# ---- Django REST framework ------------------------------------------------------------------------------


def rest(context, kind, **options):
    return Blog(context, f"5.2 {kind}", modules=("django", "rest_framework"), **options)


@each(*DATABASES)
def test_serializer(context, kind):
    """The loop is the framework's; the program's own line is the one that serialises."""
    blog = rest(context, kind)
    finding = blog.record(REST, "posts", 101).finding()
    check_finding(finding, calls=100, n=100)
    check_place(context, finding["call_site"], REST, "call site of posts", "call site")
    check_library_loop(finding["loop"], "/rest_framework/serializers.py")
    check_no_findings(blog.record(REST, "posts_fixed", 1))


@each(*DATABASES)
def test_nested_serializer(context, kind):
    blog = rest(context, kind, posts=20, authors=120, comments=6)
    outer, inner = nested_pair(blog.record(REST, "comments", 1 + 20 + 120))
    check_finding(outer, calls=20, n=20)
    check_finding(inner, calls=120, n=6, episodes=20)
    for finding in (outer, inner):
        check_place(context, finding["call_site"], REST, "call site of comments", "call site")
        check_library_loop(finding["loop"], "/rest_framework/serializers.py")
    check_no_findings(blog.record(REST, "comments_fixed", 3))


# ---- Graphene-Django ------------------------------------------------------------------------------------


def graphene(context, kind):
    return Blog(context, f"5.2 {kind}", posts=150, authors=50, modules=("django", "graphene_django"))


@each(*DATABASES)
def test_graphene(context, kind):
    """The resolver is the program's own line, the loop is the executor's over the list of authors."""
    finding = graphene(context, kind).record(GRAPHENE, "one_by_one", 51).finding()
    check_finding(finding, calls=50, n=50)
    check_place(context, finding["call_site"], GRAPHENE, "call site of resolver", "call site")
    check_library_loop(finding["loop"], "/graphql/execution/execute.py")
    equal(finding["loop"]["through"]["function"].split(".")[-1], "complete_list_value", "function of the loop")
    assert "from authors" in finding["parent"]["statement"], finding["parent"]


@each(*DATABASES)
def test_graphene_with_dataloader(context, kind):
    recording = graphene(context, kind).record(GRAPHENE, "batched", 2)
    equal(recording.stdout, "150\n", "standard output")
    check_no_findings(recording)
