"""Which code is the application's: what its user can change, or else what is installed and no framework."""

from harness import equal
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
