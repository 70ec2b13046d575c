"""Which code is the application's: what its user can change, or else what is installed and no framework."""

from harness import TESTS, equal
from python_support import system_python


def test_installed_package(context):
    """Nothing on the stacks is the program's own: the package is the application, and the report says so."""
    folder = context.source("apps/python/installed")
    packages = folder / "lib/python3/site-packages"
    recording = context.record([system_python(), "-B", folder / "bin/shop"], env={"PYTHONPATH": packages})
    recording.expect(0)
    finding = recording.finding()
    cli = packages / "shop/cli.py"
    equal(finding["loop"]["file"], str(cli), "file of the loop")
    equal(finding["loop"]["line"], context.line(cli, "loop line"), "line of the loop")
    text = " ".join(recording.render("text").split())
    assert "counts as the application's there: shop; set LOOPLINE_APP=" in text, text


def test_program_that_was_built_elsewhere(context):
    """The other way round: the program's files have no folder, those of a library in it have."""
    source = "cases/application/calls_each.c"
    flags = ["-O1", "-g", f"-ffile-prefix-map={TESTS / source}=./calls_each.c",
             f"-ffile-prefix-map={context.directory}=."]
    program = context.compile(source, "cases/application/each.c", flags=flags, libraries=["-lsqlite3"])
    finding = context.record([program, "own"]).expect(0).finding()
    equal((finding["loop"]["function"], finding["loop"]["line"], finding["loop"]["through"]),
          ("main", context.line(source, "own loop"), None), "loop")


def test_library_that_was_built_elsewhere(context):
    """Its files have no folder, the program's have: the loop is the library's, the line the program's that calls it."""
    each = "cases/application/each.c"
    flags = ["-O1", "-g", f"-ffile-prefix-map={TESTS / each}=./each.c", f"-ffile-prefix-map={context.directory}=."]
    program = context.compile("cases/application/calls_each.c", each, flags=flags, libraries=["-lsqlite3"])
    finding = context.record([program]).expect(0).finding()
    line = context.line("cases/application/calls_each.c", "loop line")
    equal((finding["loop"]["function"], finding["loop"]["line"]), ("main", line), "loop")
    equal(finding["loop"]["through"]["function"], "each", "what it goes through")


def test_program_whose_files_have_no_folder(context):
    flags = ["-O1", "-g", f"-ffile-prefix-map={TESTS}=.", f"-ffile-prefix-map={context.directory}=."]
    program = context.compile("cases/application/calls_each.c", "cases/application/each.c", flags=flags,
                              libraries=["-lsqlite3"])
    equal(context.record([program]).expect(0).finding()["loop"]["function"], "each", "loop")
