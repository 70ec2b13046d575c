"""What end-to-end tests are written with.

A test is a function of a file tests/e2e/test_*.py:

    from harness import equal

    def test_names_the_loop_line(context):
        program = context.compile("apps/authors/authors.c", "apps/authors/database_sqlite.c",
                                  flags=["-O2"], libraries=["-lsqlite3"])
        finding = context.record([program]).finding()
        equal(finding["loop"]["line"], context.line("apps/authors/authors.c", "loop line"))

It passes when it returns. Failures are exceptions: use `assert`, `equal`, or raise anything. `skip("why")`
ends a test that cannot run here. With @each("-O0", "-O2") a test runs once per value, as a second argument. With
@smoke it belongs to what `make quick` runs.

    tests/run tests/e2e/test_demo.py            one file
    tests/run --match loop_line e2e             the tests whose name holds a text

Every test runs in a process of its own (see `main` below), with an empty directory as `context.directory`
and as its working directory; it is removed afterwards.
"""

import contextlib
import dataclasses
import functools
import hashlib
import importlib.util
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "tests"
SKIPPED = 77  # exit status of a test that was skipped
SECONDS = 60  # for one program


class Skip(Exception):
    pass


def skip(reason):
    raise Skip(reason)


def equal(actual, expected, what="value"):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def each(*values):
    """Runs the test once per value: test_x(context, value), named test_x[value]."""

    def decorate(function):
        function.each_values = values
        return function

    return decorate


def smoke(function):
    """Marks a test for `make quick`: it takes a second or less, and breaks when something important does."""
    function.is_smoke = True
    return function


@dataclasses.dataclass
class Ended:
    """A program that has run. `status` is negative for a signal, as with subprocess."""

    argv: list
    status: int
    stdout: str
    stderr: str

    def expect(self, status=0):
        if self.status != status:
            raise AssertionError(
                f"{shlex.join(self.argv)}: exit status {self.status}, expected {status}\n"
                f"--- stdout\n{self.stdout}--- stderr\n{self.stderr}"
            )
        return self


@dataclasses.dataclass
class Recording(Ended):
    """A program that has run under the shim."""

    directory: pathlib.Path  # where its captures, and reports if asked for, lie
    context: "Context"

    @property
    def captures(self):
        return sorted(self.directory.glob("*.capture"))

    @functools.cached_property
    def report(self):
        """The JSON report of all captures, as a dictionary; {} where nothing was captured."""
        if not self.captures:
            return {}
        report = json.loads(self.render("json"))
        mistakes = [note for note in report["notes"] if "taken for another one" in note]
        equal(mistakes, [], "stacks that were recognised as others")
        return report

    def render(self, report_format, *options):
        """The report in one format, as text."""
        argv = [self.context.loopline, "report", "--format", report_format, *options, *self.captures]
        return self.context.run(argv).expect(0).stdout

    def findings(self, kind=None):
        found = self.report.get("findings", [])
        return [finding for finding in found if kind in (None, finding["kind"])]

    def finding(self, kind=None):
        """The one finding; an error that shows the report where there is another number of them."""
        found = self.findings(kind)
        if len(found) != 1:
            raise AssertionError(
                f"expected one finding, got {len(found)}\n--- report\n{json.dumps(self.report, indent=1)}\n"
                f"--- stderr\n{self.stderr}"
            )
        return found[0]

    def statements(self):
        """How many statements were counted."""
        return self.report["totals"]["statements"] if self.report else 0


class Context:
    """What a test gets."""

    def __init__(self, build, directory):
        self.build = pathlib.Path(build)
        self.directory = pathlib.Path(directory)
        self.loopline = self.build / "loopline"
        self.shim = self.build / "libloopline.so"
        self.recordings = 0

    def source(self, path):
        """A source of the tests by its path below tests/, or an absolute path as it is."""
        return TESTS / path

    def line(self, path, marker):
        """Number of the one line of a source that ends in the comment `marker`: /* loop line */, # loop line."""
        pattern = re.compile(r"(/\*|//|#|--)\s*" + re.escape(marker) + r"\s*(\*/)?\s*$")
        lines = self.source(path).read_text(encoding="utf-8").splitlines()
        found = [number for number, text in enumerate(lines, 1) if pattern.search(text)]
        if len(found) != 1:
            raise AssertionError(f"{path}: {len(found)} lines are marked '{marker}', expected one")
        return found[0]

    def compile(self, *sources, flags=("-O2", "-g"), libraries=(), compiler=None):
        """
        Builds a program (with -shared in flags: a library) from sources below tests/, and returns its path.
        The result is kept in the build directory and reused until a source, or a file beside it, or the
        command changes. g++ compiles where there is a C++ source.
        """
        paths = [self.source(source) for source in sources]
        is_cpp = any(path.suffix in (".cc", ".cpp") for path in paths)
        compiler = compiler or ("g++" if is_cpp else "gcc")
        include = ["-I/usr/include/postgresql"]
        command = [compiler, *flags, *include, *map(str, paths), *libraries]
        key = hashlib.sha256(repr(command).encode())
        for directory in sorted({path.parent for path in paths}):
            for file in sorted(path for path in directory.iterdir() if path.is_file()):
                key.update(file.name.encode() + file.read_bytes())
        kept = self.build / "e2e" / f"{paths[0].stem}-{key.hexdigest()[:16]}" / paths[0].stem
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            # Another test may be building the same, and running it: whichever is complete first takes the name.
            fresh = kept.parent / f"{kept.name}.{os.getpid()}"
            self.run([*command, "-o", fresh], timeout=SECONDS * 2).expect(0)
            with contextlib.suppress(FileExistsError):
                os.link(fresh, kept)
            fresh.unlink()
        return kept

    def run(self, argv, env=None, stdin=None, timeout=SECONDS, cwd=None):
        """
        Runs a program to its end, without the shim and without LOOPLINE_* variables of the caller. `env` is
        added to the environment, a value None takes a variable away. `stdin` is text; empty unless given.
        """
        argv = [str(argument) for argument in argv]
        ended = subprocess.run(
            argv, env=self.environment(env), input=(stdin or "").encode(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=timeout, cwd=cwd or self.directory, check=False,
        )
        return Ended(argv, ended.returncode, ended.stdout.decode(errors="replace"),
                     ended.stderr.decode(errors="replace"))

    def record(self, argv, env=None, **options):
        """
        Runs a program under the shim, captures into a directory of their own, without a report at exit
        (LOOPLINE_REPORT=None in `env` lets it be written beside the capture). Takes what `run` takes.
        """
        self.recordings += 1
        directory = self.directory / f"recording-{self.recordings}"
        directory.mkdir()
        ended = self.run(argv, {**self.shim_environment(directory), **(env or {})}, **options)
        return Recording(**vars(ended), directory=directory, context=self)

    def shim_environment(self, directory):
        """The variables under which a program is recorded; for tests that start one in their own way."""
        return {
            "LD_PRELOAD": str(self.shim),
            "LOOPLINE_OUT": str(directory / "%e-%p"),
            "LOOPLINE_REPORT": "0",
            "LOOPLINE_WAIT": "60",  # where a test lets the report be written, it wants to see it
            "LOOPLINE_CHECK_STACKS": "1",
            "LOOPLINE_BUDGET": "off",
        }

    @staticmethod
    def environment(changes=None):
        """The caller's environment, less what steers Loopline, plus `changes`."""
        environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith("LOOPLINE") and name != "LD_PRELOAD"
        }
        for name, value in (changes or {}).items():
            environment.pop(name, None)
            if value is not None:
                environment[name] = str(value)
        return environment

    def postgresql(self):
        """
        A new, empty database of the shared temporary server: the PG* variables that lead to it. libpq's own
        default connection string "" does then, in this test (os.environ) and in every program it runs.
        """
        if "PGHOST" not in os.environ:
            skip("no temporary PostgreSQL server: run through tests/run")
        name = f"test_{os.getpid()}_{os.urandom(4).hex()}"
        self.run(["psql", "-qXc", f"create database {name} strategy file_copy"]).expect(0)
        os.environ["PGDATABASE"] = name
        return {variable: os.environ[variable] for variable in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE")}


def load(file):
    """A test file as a module. Files import the harness as `harness`, whatever started it."""
    sys.path.insert(0, str(TESTS / "e2e"))
    specification = importlib.util.spec_from_file_location(pathlib.Path(file).stem, file)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def tests_of(module):
    """Test name to a function of the context, in the order of the file."""
    tests = {}
    for name, function in vars(module).items():
        if not name.startswith("test_") or not callable(function):
            continue
        if not hasattr(function, "each_values"):
            tests[name] = function
            continue
        for value in function.each_values:
            tests[f"{name}[{value}]"] = lambda context, test=function, given=value: test(context, given)
    return tests


def test_names(file, smoke_alone=False):
    module = load(file)
    smoke_tests = [name for name, function in vars(module).items() if getattr(function, "is_smoke", False)]
    names = list(tests_of(module))
    return [name for name in names if name.split("[")[0] in smoke_tests] if smoke_alone else names


def main(file, name):
    """Runs one test. Exit status: 0 passed, SKIPPED, anything else failed."""
    import harness  # the module that test files see, so that its Skip is theirs

    directory = tempfile.mkdtemp(prefix="loopline-test-")
    with contextlib.ExitStack() as stack:
        stack.callback(remove_tree, directory)
        os.chdir(directory)
        try:
            harness.tests_of(harness.load(file))[name](harness.Context(os.environ["LOOPLINE_BUILD"], directory))
        except harness.Skip as reason:
            print(reason)
            return SKIPPED
    return 0


def remove_tree(directory):
    """Also where a test has taken permissions away."""
    subprocess.run(["chmod", "-R", "u+rwX", directory], check=False)
    subprocess.run(["rm", "-rf", directory], check=False)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(*sys.argv[1:]))
