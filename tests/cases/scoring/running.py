"""Builds the labelled programs and runs them under Loopline, each against a new database."""

import dataclasses
import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading

from labels import Program

SECONDS = 60  # for one run
DEBIAN_PYTHON = "/usr/bin/python3"
# Command, and arguments with which it succeeds where it has the drivers that the programs need.
INTERPRETERS = {
    "php": ("php", ["-r", "exit(count(array_diff(['pdo_sqlite', 'pdo_pgsql', 'pgsql', 'sqlite3'], "
                    "get_loaded_extensions())));"]),
    "perl": ("perl", ["-MDBD::SQLite", "-MDBD::Pg", "-MDBIx::Class", "-MMojolicious", "-MTemplate", "-e", "1"]),
    "ruby": ("ruby", ["-e", "%w[sqlite3 pg active_record sequel].each { |name| require name }"]),
}
LIBRARIES = ["-lsqlite3", "-lpq", "-lpthread", "-lm"]


@dataclasses.dataclass
class Run:
    """A program on one database, once."""

    program: Program
    database: str
    fixed: bool

    @property
    def name(self):
        return f"{self.program.name} {self.database}" + (" fixed" if self.fixed else "")

    @property
    def file_name(self):
        return self.name.replace("/", "-").replace(" ", ".")


@dataclasses.dataclass
class Outcome:
    run: Run
    report: dict = None  # None where there is none, for `trouble`
    trouble: str = None  # the program is broken, or Loopline is
    left_out: str = None  # why it could not be run here
    output: str = ""


def runs_of(program):
    for database in program.databases:
        yield Run(program, database, False)
        if program.twin:
            yield Run(program, database, True)


class Runner:
    def __init__(self, build, reports):
        self.build = build
        self.reports = reports  # a directory to keep reports in, or None
        self.building = threading.Lock()
        self.locks = {}  # path of an executable: held while it is built
        self.headers = str(subprocess.run(["pg_config", "--includedir"], check=False, text=True,
                                          stdout=subprocess.PIPE).stdout).strip() or "/usr/include/postgresql"

    def run(self, run):
        outcome = Outcome(run)
        with tempfile.TemporaryDirectory(prefix="loopline-score-") as directory:
            try:
                command = self.command(run, outcome)
                if command:
                    self.record(run, command, pathlib.Path(directory), outcome)
            except subprocess.CalledProcessError as error:
                outcome.trouble = f"{shlex.join(map(str, error.cmd))} failed"
                outcome.output = error.stdout or ""
            self.keep(outcome, pathlib.Path(directory))
        return outcome

    def command(self, run, outcome):
        """The program's command line without its arguments, or None where it cannot be run here."""
        program = run.program
        if program.language == "c":
            return [self.executable(program)]
        if program.language in INTERPRETERS:
            return self.interpreted(program, outcome)
        if not program.needs:
            return [DEBIAN_PYTHON, program.path]
        interpreter = self.build / "python" / program.needs / "bin/python"
        if interpreter.exists():
            return [interpreter, program.path]
        missing = self.build / "python" / f"{program.needs}.missing"
        outcome.left_out = missing.read_text(encoding="utf-8").strip() if missing.exists() else (
            f"{interpreter} is not there: make python-environments")
        return None

    @staticmethod
    def interpreted(program, outcome):
        """None where the interpreter, or a driver that it needs, is not installed."""
        command, probe = INTERPRETERS[program.language]
        if shutil.which(command) and subprocess.run([command, *probe], check=False, capture_output=True).returncode == 0:
            return [command, program.path]
        outcome.left_out = f"no {command} with its drivers: scripts/setup test"
        return None

    def executable(self, program):
        """Built anew where a source or a header beside it is newer."""
        target = (self.build / "cases/labelled" / program.name).with_suffix("")
        with self.building:
            lock = self.locks.setdefault(target, threading.Lock())
        with lock:
            used = [*program.files, *program.path.parent.glob("*.h"), *program.path.parent.parent.glob("*.h")]
            newest = max(path.stat().st_mtime for path in used)
            if not target.exists() or target.stat().st_mtime < newest:
                target.parent.mkdir(parents=True, exist_ok=True)
                sources = [path for path in program.files if path.suffix == ".c"]
                fresh = target.with_name(target.name + ".new")
                self.quietly([
                    "gcc", "-std=gnu11", "-D_GNU_SOURCE", "-O2", "-g", "-Wall", "-Wextra", "-isystem", self.headers,
                    "-o", fresh, *sources, "-Wl,--as-needed", *LIBRARIES, *program.flags,
                ])
                fresh.rename(target)
        return target

    def record(self, run, command, directory, outcome):
        arguments, environment, database = [run.database], self.environment(), None
        if run.database == "sqlite":
            arguments.append(directory / "data.db")
        else:
            database = f"score_{os.getpid()}_{abs(hash(run.name)):x}"
            self.quietly(["createdb", "--template=template0", database])
            environment["PGDATABASE"] = database
        if run.fixed:
            arguments.append("fixed")
        report = directory / "report"
        loopline = [self.build / "loopline", "run", "--format", "json", "-o", report, "--"]
        try:
            self.execute([*loopline, *command, *arguments], environment, directory, outcome)
        finally:
            if database:
                self.quietly(["dropdb", "--force", "--if-exists", database])
        if outcome.trouble:
            return
        try:
            outcome.report = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            outcome.trouble = f"no report: {error}"
            return
        if not outcome.report["totals"]["statements"]:
            outcome.trouble = "no statement was recorded"

    def execute(self, command, environment, directory, outcome):
        with open(directory / "output", "w+b") as output:  # no pipe: a process left behind would keep it open
            process = subprocess.Popen(
                [str(word) for word in command], env=environment, cwd=directory, stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )
            try:
                status = process.wait(timeout=SECONDS)
                outcome.trouble = f"exit status {status}" if status else None
            except subprocess.TimeoutExpired:
                outcome.trouble = f"ended after {SECONDS} s"
            try:
                os.killpg(process.pid, signal.SIGKILL)  # whatever it left behind
            except (ProcessLookupError, PermissionError):
                pass
            process.wait()
            output.seek(0)
            outcome.output = output.read().decode(errors="replace")

    def environment(self):
        hidden = ("LOOPLINE", "LD_PRELOAD", "PYTHON", "VIRTUAL_ENV")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}

    def quietly(self, command):
        subprocess.run([str(word) for word in command], check=True, text=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS * 2)

    def keep(self, outcome, directory):
        if not self.reports:
            return
        target = self.reports / outcome.run.file_name
        if (directory / "report.json").exists():
            shutil.copy(directory / "report.json", f"{target}.json")
        pathlib.Path(f"{target}.output").write_text(outcome.output, encoding="utf-8")
