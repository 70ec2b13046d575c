"""What the tests of PHP programs share: interpreters, marks in sources, a blog to ask for."""

import functools
import os
import pathlib
import re
import shutil
import subprocess

from harness import equal, skip

APPS = "apps/php"
# Lists more interpreters, separated by colons: /usr/bin/php7.4:/opt/php/bin/php8.4
MORE_PHPS = "LOOPLINE_TEST_PHPS"
AUTHOR_BY_ID = "select name from authors where id = ?"
OPEN = 4  # statements of fill_blog
POSTS = 30
LIBRARIES = pathlib.Path("/usr/share/php")  # where Debian puts them


@functools.lru_cache(maxsize=None)
def interpreters():
    """Version ("8.2", "8.4 zts") to the path of an interpreter with PDO for SQLite; the first of a version is taken."""
    found = {}
    for path in [*filter(None, os.environ.get(MORE_PHPS, "").split(":")), shutil.which("php")]:
        version = version_of(path) if path else None
        if version:
            found.setdefault(version, path)
    return found or skip("no php with pdo_sqlite found")


def version_of(path):
    """None where it does not run, or cannot open a database."""
    probe = """\
new PDO('sqlite::memory:');
echo PHP_MAJOR_VERSION, '.', PHP_MINOR_VERSION, ZEND_THREAD_SAFE ? ' zts' : '';
"""
    ended = subprocess.run([path, "-r", probe], capture_output=True, text=True, check=False)
    return ended.stdout.strip() if ended.returncode == 0 else None


def php(*extensions):
    """The first interpreter; skips where it lacks an extension."""
    path = next(iter(interpreters().values()))
    probe = "exit(array_diff(array_slice($argv, 1), get_loaded_extensions()) ? 1 : 0);"
    if subprocess.run([path, "-r", probe, "--", *extensions], check=False).returncode:
        skip(f"{path} lacks one of {', '.join(extensions)}")
    return path


def require_library(*names):
    """Skips where a library of Debian's packages is missing, by its path: "Twig/autoload.php"."""
    for name in names:
        if not (LIBRARIES / name).exists():
            skip(f"no {LIBRARIES / name}")


def database(context, driver):
    """The environment that leads the blog to an empty database."""
    if driver == "postgresql":
        return {"BLOG_DATABASE": "pgsql:", **context.postgresql()}
    return {"BLOG_DATABASE": f"sqlite:{context.directory / 'blog.db'}"}


# ---- marks ----------------------------------------------------------------------------------------------


def source(context, path):
    """A source below tests/apps/php, or an absolute path as it is."""
    return context.source(pathlib.Path(APPS) / path)


def line(context, path, mark):
    """Number of the one line with a mark at its end: `// call site`, or several as `// parent; call site`."""
    found = []
    for number, text in enumerate(source(context, path).read_text(encoding="utf-8").splitlines(), 1):
        comment = re.search(r"(?://|\{#|\{\*) ([^/#*]+?)(?: \?>| #\}| \*\})?$", text)
        if comment and mark in [part.strip() for part in comment.group(1).split(";")]:
            found.append(number)
    if len(found) != 1:
        raise AssertionError(f"{path}: {len(found)} lines are marked '{mark}', expected one")
    return found[0]


def has_mark(context, path, mark):
    return mark in source(context, path).read_text(encoding="utf-8")


def check_place(context, place, path, mark, what, language="php"):
    """A place of the report (loop, call_site, parent's site) is the marked line of a source."""
    if place is None:
        raise AssertionError(f"{what}: none, expected {path} '{mark}'")
    expected = (str(source(context, path)), line(context, path, mark), language)
    equal((place["file"], place["line"], place["language"]), expected, f"{what} (file, line, language)")


def cases_of(path):
    """The cases of a file below tests/apps/php, in its order: what its marks name."""
    text = (pathlib.Path(__file__).parent.parent / APPS / path).read_text(encoding="utf-8")
    return re.findall(r"// loop line of (\w+)", text)
