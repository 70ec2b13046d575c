"""Whose line a loop is, and under what it ran: the view, job, test or command, not what serves, starts or passes on."""

import signal
import subprocess

from harness import Recording, each, equal
from python_support import environment, require_module, source
from test_python_servers import ask

LOOK_UP = "select name from authors where id = ?"


class Served:
    """The project and the packages that are installed for it."""

    def __init__(self, context, *modules):
        self.context = context
        self.python = environment(context, "current")
        require_module(self.python, *modules)
        self.folder = source(context, "served")
        self.packages = self.folder / "packages/site-packages"
        self.env = {"PYTHONPATH": str(self.packages), "PYTHONDONTWRITEBYTECODE": "1"}

    def record(self, *argv, cwd="project"):
        return self.context.record([self.python, *argv], env=self.env, cwd=self.folder / cwd).expect(0)

    def check(self, recording, file, mark, kind, name, counts=(1, 1)):
        loop, = [loop for loop in recording.report["loops"]
                 if loop["where"]["line"] == self.context.line(self.folder / file, mark)]
        equal(loop["where"]["file"], str(self.folder / file), "file of the loop")
        entry = loop["entry"]
        assert entry["kind"] in kind.split(), entry
        assert entry["name"].rpartition(".")[2] in name.split(), entry
        equal((entry["executions"], entry["of"]), counts, "how often")
        return loop


VIEWS = "packages/site-packages/news/views.py"


def test_installed_application_behind_gunicorn(context):
    """Launcher and middleware are the project's; what serves the page is the installed application's view."""
    served = Served(context, "django", "gunicorn")
    directory = context.directory / "captures"
    directory.mkdir()
    path = context.directory / "socket"
    servers = source(context, "servers")
    argv = [served.python, served.python.parent / "gunicorn", "--config", servers / "gunicorn.conf.py", "--workers", "1",
            "--chdir", served.folder / "project", "--bind", f"unix:{path}", "site_wsgi"]
    server = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env=context.environment({**served.env, **context.shim_environment(directory)}))
    try:
        equal(server.stdout.readline(), "ready\n", "first line")
        for page in ["/", "/first/", "/first/", "/"]:
            ask(path, page)
    finally:
        server.send_signal(signal.SIGTERM)
        stdout, stderr = server.communicate(timeout=60)
    recording = Recording(argv, server.returncode, stdout, stderr, directory=directory, context=context).expect(0)
    loop = served.check(recording, VIEWS, "loop line of view", "request", "latest", counts=(2, 4))
    equal(loop["entry"]["file"], str(served.folder / VIEWS), "file of the entry")
    text = " ".join(recording.render("text").split())
    assert "in 2 of 4 requests" in text, text


def test_command_of_an_installed_application(context):
    served = Served(context, "django")
    recording = served.record("manage.py", "tidy")
    served.check(recording, "packages/site-packages/news/management/commands/tidy.py", "loop line of command",
                 "command", "handle")


def test_tests(context):
    served = Served(context)
    recording = served.record("-m", "unittest", "-q", "tests_of_news")
    served.check(recording, "project/tests_of_news.py", "loop line of tests", "test", "test_all test_order", counts=(2, 3))


def test_endpoints(context):
    served = Served(context, "fastapi", "httpx")
    recording = served.record("with_fastapi.py")
    equal(recording.stdout, "10 10\n", "standard output")
    served.check(recording, "project/with_fastapi.py", "loop line of endpoint", "request", "list_posts")
    served.check(recording, "project/with_fastapi.py", "loop line in thread", "request", "list_in_thread")


def test_worker_thread(context):
    """Where the thread waited for its work, that is the command's; a job that lay there already is the thread's own."""
    served = Served(context)
    recording = served.record("worker.py")
    served.check(recording, "project/worker.py", "loop line of worker", "command thread", "<module> take_work send_all")


@each("bin/ledger", "-m ledger")
def test_project_in_development(context, start):
    served = Served(context)
    served.env["PYTHONPATH"] += f":{served.folder / 'development/project'}"
    recording = served.record(*start.split(), cwd="development")
    name = "main" if start == "bin/ledger" else "<module>"
    served.check(recording, "development/project/ledger/cli.py", "loop line of project", "command", name)


@each("statements", "paths", "recursion", "threads")
def test_one_loop_is_one_entry(context, case):
    """Three statements, two call paths, the depths of a recursion, three threads: the loop is what is reported."""
    path = "language/one_loop.py"
    recording = context.record(["/usr/bin/python3", source(context, path), case]).expect(0)
    loop, = recording.report["loops"]
    equal(loop["where"]["header_line"], context.line(source(context, path), f"header of {case}"), "header")
    equal(loop["nested_in"], None, "around it")
    equal(len(recording.report["findings"]), 3 if case == "statements" else 1, "findings")
    finding = next(one for one in recording.report["findings"] if one["id"] in loop["findings"])
    equal(finding["calls"], 24 * 3 if case == "threads" else 24, "executions")
