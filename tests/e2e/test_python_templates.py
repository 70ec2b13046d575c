"""Templates of Python programs: named by the template's own lines, whatever they are compiled to."""

import pathlib
import re

from harness import equal
from python_support import (check_finding, check_place, environment, in_each, interpreters, line, readable_interpreters,
                            source)

FOLDER = "templates"
POSTS = 20
JINJA = f"{FOLDER}/jinja_pages.py"
MAKO = f"{FOLDER}/mako_pages.py"


def packages(context, name="current"):
    """Where an environment has its packages, for interpreters of other versions; what is compiled they do without."""
    return str(next(environment(context, name).parent.parent.glob("lib/python3*/site-packages")))


def template_line(context, page, mark):
    """The line whose last comment is the mark, `{# loop line of x #}`, or `## loop line of x`."""
    for number, text in enumerate(source(context, f"{FOLDER}/{page}").read_text(encoding="utf-8").splitlines(), 1):
        if re.search(rf"(#|<!--\??) {mark}\b", text):
            return number
    raise AssertionError(f"{page}: no line is marked '{mark}'")


def check_loop(context, loop, page, name, header=True):
    equal(loop["line"], template_line(context, page, f"loop line of {name}"), "line of the loop")
    if header:
        equal(loop["header_line"], template_line(context, page, f"header of {name}"), "header of the loop")


def record(context, script, *arguments, python=None, env=None):
    python = python or environment(context, "current")
    recording = context.record([python, source(context, script), *arguments],
                               env={"PYTHONDONTWRITEBYTECODE": "1", **(env or {})}).expect(0)
    equal(recording.stdout, f"{POSTS}\n", "authors on the page")
    finding = recording.finding()
    check_finding(finding, calls=POSTS, n=POSTS)
    return finding


# ---- Jinja2 ---------------------------------------------------------------------------------------------


def test_jinja_pages(context):
    """A plain page, inheritance and blocks, includes, macros, call blocks; macros of another file."""
    files = {"call": "macros.html"}

    def check(name):
        finding = record(context, JINJA, "file", f"{name}.html")
        page = files.get(name, f"{name}.html")
        check_loop(context, finding["loop"], f"pages/{page}", name)
        equal(finding["loop"]["file"], str(source(context, f"{FOLDER}/pages/{page}")), "file of the loop")
        check_place(context, finding["call_site"], JINJA, "call site", "call site")

    in_each(("plain", "extends", "include", "macro", "call"), check)


def test_jinja_functions(context):
    """Functions are called what the template calls them."""
    functions = {"plain": "template", "extends": "block content", "call": "macro"}

    def check(name):
        equal(record(context, JINJA, "file", f"{name}.html")["loop"]["function"], functions[name], "function")

    in_each(functions, check)


def test_jinja_loaders(context):
    def check(loader):
        finding = record(context, JINJA, loader, "extends.html")
        check_loop(context, finding["loop"], "pages/extends.html", "extends")
        equal(pathlib.Path(finding["loop"]["file"]).name, "extends.html", "file of the loop")

    in_each(("package", "cached", "async"), check)


def test_jinja_template_in_no_file(context):
    """The template's name stands for its file; there is none to read a line of."""
    loop = record(context, JINJA, "dictionary", "extends.html")["loop"]
    equal(loop["file"], "extends.html", "file of the loop")
    check_loop(context, loop, "pages/extends.html", "extends")


def test_jinja_template_without_a_name(context):
    """The line that renders it is the program's; what it goes through is the template's line."""
    loop = record(context, JINJA, "string", "plain.html")["loop"]
    check_place(context, loop, JINJA, "loop line of string", "loop")
    through = (loop["through"]["file"], loop["through"]["line"])
    equal(through, ("<template>", template_line(context, "pages/plain.html", "loop line of plain")), "through")


def test_jinja_under_each_python(context):
    """Where each version keeps names: tables of lines are read out of the module's globals."""

    def check(version):
        finding = record(context, JINJA, "dictionary", "extends.html", python=interpreters()[version],
                         env={"PYTHONPATH": packages(context)})
        check_loop(context, finding["loop"], "pages/extends.html", "extends")

    in_each([version for version in readable_interpreters() if not version.endswith("t")], check)


def test_other_code_with_a_table_of_that_name(context):
    """A program's own `debug_info` changes nothing about its lines."""
    script = source(context, f"{FOLDER}/own_debug_info.py")
    recording = context.record([environment(context, "current"), script]).expect(0)
    equal(recording.finding()["loop"]["line"], line(context, script, "loop line"), "line of the loop")


# ---- Mako -----------------------------------------------------------------------------------------------


def test_mako_pages(context):
    """A plain page, inheritance, includes and defs, kept in memory and written to files by the engine."""

    def check(how):
        loader, name = how
        finding = record(context, MAKO, loader, f"{name}.mako", context.directory / "modules")
        check_loop(context, finding["loop"], f"mako/{name}.mako", name)
        equal(finding["loop"]["file"], str(source(context, f"{FOLDER}/mako/{name}.mako")), "file of the loop")
        equal(finding["loop"]["function"], "template", "function")
        check_place(context, finding["call_site"], MAKO, "call site", "call site")

    in_each([(loader, name) for loader in ("memory", "modules") for name in ("plain", "extends", "include", "def")], check)


def test_mako_template_in_no_file(context):
    """The line that renders it is the program's; what it goes through is the template's line."""
    loop = record(context, MAKO, "string", "plain.mako")["loop"]
    check_place(context, loop, MAKO, "loop line of string", "loop")
    through = (loop["through"]["file"], loop["through"]["line"])
    equal(through, ("<template>", template_line(context, "mako/plain.mako", "loop line of plain")), "through")


def test_mako_under_each_python(context):
    def check(version):
        finding = record(context, MAKO, "memory", "extends.mako", python=interpreters()[version],
                         env={"PYTHONPATH": packages(context)})
        check_loop(context, finding["loop"], "mako/extends.mako", "extends")

    in_each([version for version in readable_interpreters() if not version.endswith("t")], check)


# ---- Django ---------------------------------------------------------------------------------------------


DJANGO = f"{FOLDER}/django_pages.py"
FOR_NODE = "/django/template/defaulttags.py"


def django_line(context, page, mark):
    return template_line(context, f"django/{page}.html", mark)


def check_django_loop(context, finding, page, name):
    """The loop is the line of the `for`, run by the engine's own."""
    loop = finding["loop"]
    equal(loop["line"], django_line(context, page, f"loop line of {name}"), "line of the loop")
    equal(pathlib.Path(loop["file"]).name, f"{page}.html", "file of the loop")
    assert loop["through"]["file"].endswith(FOR_NODE), loop


def test_django_pages(context):
    """A plain page, inheritance and blocks, {% with %}: the row's query stands in the loop's template."""

    def check(name):
        finding = record(context, DJANGO, "file", f"{name}.html")
        check_django_loop(context, finding, name, name)
        equal(finding["loop"]["file"], str(source(context, f"{FOLDER}/django/{name}.html")), "file of the loop")
        for place in (finding["loop"]["body"], finding["call_site"]):
            equal(place["line"], django_line(context, name, f"call site of {name}"), "line that asks")

    in_each(("plain", "extends", "with"), check)


def test_django_include(context):
    finding = record(context, DJANGO, "file", "include.html")
    check_django_loop(context, finding, "include", "include")
    equal(finding["loop"]["body"]["line"], django_line(context, "include", "body of include"), "body")
    equal(finding["call_site"]["line"], django_line(context, "author", "call site of include"), "call site")


def test_django_inclusion_tag(context):
    finding = record(context, DJANGO, "file", "inclusion.html")
    check_django_loop(context, finding, "authors", "inclusion")


def test_django_filter_that_asks(context):
    finding = record(context, DJANGO, "file", "filter.html")
    check_django_loop(context, finding, "filter", "filter")
    equal(finding["loop"]["body"]["line"], django_line(context, "filter", "body of filter"), "body")
    check_place(context, finding["call_site"], f"{FOLDER}/django/tags/blog.py", "call site of filter", "call site")


def test_django_two_loops_of_one_page(context):
    """They are two findings, and what stands beside them, once for each line, is none."""
    recording = context.record([environment(context, "current"), source(context, DJANGO), "file", "two.html"])
    recording.expect(0)
    found = recording.findings()
    lines = sorted(finding["loop"]["line"] for finding in found)
    equal(lines, [django_line(context, "two", "loop line of two"), django_line(context, "two", "loop line of two again")],
          "lines of the loops")
    equal([finding["calls"] for finding in found], [POSTS, POSTS], "calls of each")


def test_django_template_in_no_file(context):
    """The template's name stands for its file."""
    finding = record(context, DJANGO, "memory", "extends.html")
    check_django_loop(context, finding, "extends", "extends")
    equal(finding["loop"]["file"], "extends.html", "file of the loop")


def test_django_template_without_a_name(context):
    """The line that renders it is the program's."""
    loop = record(context, DJANGO, "string", "plain.html")["loop"]
    check_place(context, loop, DJANGO, "loop line of string", "loop")


def test_django_templates_parsed_again(context):
    """Without the cache of templates, each request has nodes of its own, of the same places."""
    recording = context.record([environment(context, "current"), source(context, DJANGO), "uncached", "plain.html"])
    finding = recording.expect(0).finding()
    check_finding(finding, calls=3 * POSTS, n=POSTS, episodes=3)
    check_django_loop(context, finding, "plain", "plain")


def test_django_under_each_python(context):
    """Where each version keeps the attributes of an instance. Django 4.2 runs up to 3.12, 5.2 from 3.10 on."""

    def check(version):
        name = "current" if version in ("3.13", "3.14") else "earlier"
        finding = record(context, DJANGO, "file", "extends.html", python=interpreters()[version],
                         env={"PYTHONPATH": packages(context, name)})
        check_django_loop(context, finding, "extends", "extends")

    in_each([version for version in readable_interpreters() if version in ("3.10", "3.11", "3.12", "3.13", "3.14")],
            check)
