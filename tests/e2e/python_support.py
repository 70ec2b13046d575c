"""What the tests of Python programs share: interpreters, environments, marks in sources, exact counts."""

import functools
import os
import pathlib
import re
import subprocess

from harness import equal, skip

APPS = "apps/python"
# Whose frames are read; "t" is for free-threaded builds.
VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.13t", "3.14t")
# Lists more interpreters, separated by colons.
MORE_PYTHONS = "LOOPLINE_TEST_PYTHONS"
SYSTEM_PYTHON = "/usr/bin/python3"

# ---- interpreters ---------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=None)
def interpreters():
    """
    Version ("3.11", "3.14t") to the path of an interpreter: what LOOPLINE_TEST_PYTHONS lists, then the system's, then
    what is in PATH, then pyenv's. The first of a version is taken.
    """
    found = {}
    for path in candidates():
        version = version_of(path)
        if version:
            found.setdefault(version, path)
    return found


def candidates():
    yield from filter(None, os.environ.get(MORE_PYTHONS, "").split(":"))
    yield SYSTEM_PYTHON
    for version in VERSIONS:
        for directory in os.environ.get("PATH", "").split(":"):
            yield str(pathlib.Path(directory) / f"python{version}")
    for path in sorted((pathlib.Path.home() / ".pyenv/versions").glob("3.*/bin/python3")):
        yield str(path)


@functools.lru_cache(maxsize=None)
def version_of(path):
    """None where it does not run. A version manager's stand-in is a script, whose process is not the interpreter."""
    if not os.access(path, os.X_OK) or pathlib.Path(path).read_bytes()[:4] != b"\x7fELF":
        return None
    probe = """\
import sqlite3, sys, sysconfig
print("%d.%d" % sys.version_info[:2] + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""))
"""
    ended = subprocess.run([path, "-c", probe], capture_output=True, text=True, check=False)
    return ended.stdout.strip() if ended.returncode == 0 else None


def interpreter(version):
    return interpreters().get(version) or skip(f"no CPython {version} found (list one in {MORE_PYTHONS})")


def readable_interpreters():
    """Those whose frames Loopline reads; never empty."""
    found = {version: path for version, path in interpreters().items() if version in VERSIONS}
    return found or skip("no CPython found")


# ---- environments ---------------------------------------------------------------------------------------


def environment(context, name):
    """The interpreter of a virtual environment that scripts/python-environments has made."""
    directory = context.build / "python" / name
    reason = directory.with_suffix(".missing")
    if reason.exists():
        skip(reason.read_text(encoding="utf-8").strip())
    python = directory / "bin/python"
    if not python.exists():
        skip(f"no environment {directory}: make python-environments")
    return python


def require_module(python, *modules):
    """Skips where one is not installed."""
    probe = "import importlib.util, sys; print(*[name for name in sys.argv[1:] if not importlib.util.find_spec(name)])"
    ended = subprocess.run([str(python), "-c", probe, *modules], capture_output=True, text=True, check=True)
    if ended.stdout.strip():
        skip(f"{python} has no {ended.stdout.strip()}")


def system_python(*modules):
    if not os.access(SYSTEM_PYTHON, os.X_OK):
        skip(f"no {SYSTEM_PYTHON}")
    require_module(SYSTEM_PYTHON, *modules)
    return SYSTEM_PYTHON


# ---- databases ------------------------------------------------------------------------------------------


def database(context, driver):
    """
    The environment that leads to an empty database: PG* variables, or the path of a file. Programs read
    BLOG_DATABASE: "sqlite" and a path, or "postgresql".
    """
    if driver == "postgresql":
        return {"BLOG_DATABASE": "postgresql", **context.postgresql()}
    return {"BLOG_DATABASE": "sqlite:" + str(context.directory / "blog.db")}


# ---- marks ----------------------------------------------------------------------------------------------


def source(context, path):
    """A source below tests/apps/python, or an absolute path as it is."""
    return context.source(pathlib.Path(APPS) / path)


def marks(context, path):
    """Marks at the ends of lines, `# loop line of x` or several as `# parent; call site`, to line numbers."""
    found = {}
    for number, text in enumerate(source(context, path).read_text(encoding="utf-8").splitlines(), 1):
        comment = re.search(r"# ([^#]+?)(?: #\})?$", text)
        for mark in comment.group(1).split(";") if comment else ():
            if mark.strip() in found:
                raise AssertionError(f"{path}:{number}: a second line is marked '{mark.strip()}'")
            found[mark.strip()] = number
    return found


def line(context, path, mark):
    found = marks(context, path)
    if mark not in found:
        raise AssertionError(f"{path}: no line is marked '{mark}'")
    return found[mark]


def check_place(context, place, path, mark, what):
    """A place of the report (loop, call_site, parent's site) is the marked line of a Python source."""
    if place is None:
        raise AssertionError(f"{what}: none, expected {path} '{mark}'")
    expected = (str(source(context, path)), line(context, path, mark), "python")
    equal((place["file"], place["line"], place["language"]), expected, f"{what} (file, line, language)")


# ---- counts ---------------------------------------------------------------------------------------------


def statements_on(report, *tables):
    """
    How many statements read or changed one of these tables: what a program's author counts. Left out is what
    drivers ask on their own (transactions, versions, catalogues).
    """
    pattern = re.compile(r"\b(from|join|into|update) (%s)\b" % "|".join(map(re.escape, tables)))
    return sum(site["calls"] for site in report["sites"] if pattern.search((site["statement"] or "").lower()))


def check_totals(recording):
    """Nothing was dropped, and the sites account for every statement."""
    report = recording.report
    equal(report["totals"]["dropped"], 0, "dropped")
    equal(sum(site["calls"] for site in report["sites"]), report["totals"]["statements"], "calls of all sites")


def check_finding(finding, calls, n, episodes=1, kind="n+1", confidence="confirmed"):
    equal(finding["kind"], kind, "kind")
    equal(finding["calls"], calls, "calls")
    equal(finding["episodes"], episodes, "episodes")
    equal(finding["n"], {"median": n, "max": n}, "n")
    equal(finding["confidence"], confidence, "confidence")


def nested_pair(recording):
    """Two findings of a report, the inner one second: it must be nested in the other."""
    found = recording.findings()
    inner = [finding for finding in found if finding["nested_in"]]
    outer = [finding for finding in found if not finding["nested_in"]]
    if len(inner) != 1 or len(outer) != 1:
        raise AssertionError(f"expected one finding nested in another, got\n{recording.render('text')}")
    equal(inner[0]["nested_in"], outer[0]["id"], "nested in")
    return outer[0], inner[0]


def check_no_findings(recording):
    if recording.findings():
        raise AssertionError(f"expected no finding, got\n{recording.render('text')}")


def in_each(cases, check):
    """Calls check(case) for each, and fails at the end with all that failed."""
    failures = []
    for case in cases:
        try:
            check(case)
        except AssertionError as error:
            failures.append(f"--- {case}: {error}")
    if failures:
        raise AssertionError(f"{len(failures)} of {len(cases)} failed\n" + "\n".join(failures))
