"""What README and recipes tell a reader to type is what the command takes."""

import re

from harness import ROOT, TESTS, equal

DOCUMENTS = [ROOT / "README.md", *sorted((TESTS / "recipes").iterdir())]


def commands(text):
    """Each `loopline SUBCOMMAND --option …` in a document: the subcommand, and its own options."""
    for match in re.finditer(r"loopline (run|report|check|diff|doctor|normalize|pause|resume)\b([^\n`]*)", text):
        own = match[2].split(" -- ")[0].split("#")[0]
        yield match[1], re.findall(r"(?<![\w-])--([a-z][a-z-]+)", own)


def test_every_option_that_a_document_shows_exists(context):
    shown = 0
    for document in DOCUMENTS:
        for subcommand, options in commands(document.read_text(encoding="utf-8")):
            text = context.run([context.loopline, subcommand, "--help"]).expect(0).stdout
            for option in options:
                shown += 1
                assert f"--{option}" in text or option == "help", f"{document.name}: loopline {subcommand} --{option}"
    assert shown > 10, shown


def test_every_variable_that_a_recipe_sets_is_in_the_readme(context):
    readme = DOCUMENTS[0].read_text(encoding="utf-8")
    for document in DOCUMENTS[1:]:
        for name in re.findall(r"\bLOOPLINE_[A-Z_]+", document.read_text(encoding="utf-8")):
            assert f"`{name}`" in readme, f"{document.name}: {name}"


def test_every_subcommand_is_in_the_readme(context):
    names = re.findall(r"^  (\w+) ", context.run([context.loopline, "--help"]).expect(0).stdout, re.MULTILINE)
    readme = DOCUMENTS[0].read_text(encoding="utf-8")
    equal([name for name in names if f"loopline {name}" not in readme], [], "subcommands that README does not name")
