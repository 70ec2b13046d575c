"""Templates that are compiled to PHP: told by their own lines where the compiled file tells them."""

import pathlib

from harness import equal
from php_support import POSTS, check_place, php, require_library, source
from python_support import check_finding

TWIG = "templates/posts.html.twig"


def record(context, script, library):
    require_library(library)
    compiled = context.directory / "compiled"
    compiled.mkdir()
    recording = context.record([php(), source(context, f"templates/{script}"), compiled]).expect(0)
    equal(recording.stdout, f"{POSTS}\n", "authors on the page")
    return recording


def test_twig(context):
    finding = record(context, "with_twig.php", "Twig/autoload.php").finding()
    check_finding(finding, calls=POSTS, n=POSTS)
    template = source(context, TWIG)
    lines = template.read_text(encoding="utf-8").splitlines()
    expected = [number for mark in ("loop line of twig", "header of twig")
                for number, text in enumerate(lines, 1) if mark in text]
    equal([finding["loop"]["line"], finding["loop"]["header_line"]], expected, "line and header of the loop")
    equal(finding["loop"]["file"], str(template), "file of the loop")
    equal(finding["loop"]["function"], "doDisplay", "function of the loop")
    check_place(context, finding["call_site"], "blog.php", "call site", "call site")


def test_twig_without_its_compiled_file(context):
    """The cache was emptied before the report was made: the compiled file is named, and nothing is made up."""
    recording = record(context, "with_twig.php", "Twig/autoload.php")
    for file in (context.directory / "compiled").rglob("*.php"):
        file.unlink()
    loop = recording.finding()["loop"]
    equal(pathlib.Path(loop["file"]).parts[:-2], (context.directory / "compiled").parts, "folder of the loop's file")
    assert loop["function"].startswith("__TwigTemplate_"), loop


def test_smarty(context):
    """Its compiled files tell no lines of the template: theirs are told."""
    loop = record(context, "with_smarty.php", "smarty4/Smarty.class.php").finding()["loop"]
    assert pathlib.Path(loop["file"]).name.endswith("posts.tpl.php"), loop
    text = pathlib.Path(loop["file"]).read_text(encoding="utf-8").splitlines()[loop["line"] - 1]
    assert "->author()" in text, text
