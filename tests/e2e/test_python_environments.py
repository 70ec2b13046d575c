"""scripts/python-environments: made once, and no failure where they cannot be made."""

import os

from harness import equal, skip
from python_support import SYSTEM_PYTHON, system_python

SCRIPT = "../scripts/python-environments"
NO_INDEX = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": None, "PIP_CONFIG_FILE": "/dev/null"}


def names(context):
    return sorted(path.stem for path in context.source("apps/python/requirements").glob("*.txt"))


def test_without_packages_the_reason_is_kept(context):
    """The tests that need an environment are skipped with this text."""
    system_python("venv", "ensurepip")
    ended = context.run([context.source(SCRIPT), "build"], env=NO_INDEX).expect(0)
    for name in names(context):
        assert f"'{name}' could not be made, its tests will be skipped" in ended.stderr, ended.stderr
        reason = (context.directory / "build/python" / f"{name}.missing").read_text(encoding="utf-8")
        assert reason.startswith(f"the Python environment '{name}' could not be made: "), reason
        assert "==" in reason, reason  # which package
        assert not (context.directory / "build/python" / name).exists(), "half an environment is left behind"


def test_without_an_interpreter_too(context):
    env = {**NO_INDEX, "LOOPLINE_TEST_PYTHON": "/nowhere/python3"}
    ended = context.run([context.source(SCRIPT), "build"], env=env).expect(0)
    assert "/nowhere/python3: No such file or directory" in ended.stderr, ended.stderr


def test_what_is_there_is_left_alone(context):
    if not all((context.build / "python" / name / "stamp").exists() for name in names(context)):
        skip(f"no environments in {context.build}")
    system_python()
    before = {name: (context.build / "python" / name).stat().st_mtime_ns for name in names(context)}
    env = {**NO_INDEX, "LOOPLINE_TEST_PYTHON": os.environ.get("LOOPLINE_TEST_PYTHON", SYSTEM_PYTHON)}
    ended = context.run([context.source(SCRIPT), context.build], env=env).expect(0)
    equal(ended.stderr, "", "standard error")
    after = {name: (context.build / "python" / name).stat().st_mtime_ns for name in names(context)}
    equal(after, before, "times of the environments")


def test_wrong_usage(context):
    context.run([context.source(SCRIPT)]).expect(2)
