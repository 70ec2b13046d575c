"""PHP behind servers: each request stands for itself, and the script that it runs is the loop's entry."""

import contextlib
import os
import pathlib
import shutil
import socket
import time

import fastcgi
from harness import each, equal, skip
from php_support import AUTHOR_BY_ID, check_place, database, line, php, source
from python_support import check_finding, check_no_findings
from servers import address_in, get, served

PAGE = "servers/page.php"
BLOG = "blog.php"
LISTED = 10  # posts of a page
DATABASES = ("sqlite", "postgresql")
OPCACHE_OFF = ["-d", "opcache.enable=0"]


def open_blog(context, kind):
    env = database(context, kind)
    context.run([php(f"pdo_{'pgsql' if kind == 'postgresql' else kind}"), source(context, "servers/fill.php")],
                env=env).expect(0)
    return env


# ---- FPM ------------------------------------------------------------------------------------------------


def fpm():
    found = sorted(pathlib.Path("/usr/sbin").glob("php-fpm[78].*"))
    return found[-1] if found else shutil.which("php-fpm") or skip("no php-fpm")


def fpm_command(context, workers, *options):
    """Listens before it returns: whoever connects to the socket waits for a worker."""
    configuration = context.directory / "fpm.conf"
    account = ["user = nobody", "group = nogroup"] if os.geteuid() == 0 else []
    configuration.write_text("\n".join([
        "[global]", "error_log = /dev/stderr", "daemonize = no", "[www]", *account,
        f"listen = {context.directory / 'socket'}", "listen.mode = 0666", "clear_env = no", "pm = static",
        f"pm.max_children = {workers}", ""]), encoding="utf-8")
    return [fpm(), "--nodaemonize", "--fpm-config", configuration, *options]


def open_to_all(context):
    """FPM's workers run as another user."""
    context.directory.chmod(0o777)
    for file in context.directory.glob("blog.db*"):
        file.chmod(0o666)
    (context.directory / "captures").mkdir(exist_ok=True)


def wait_for(path):
    """Until something listens at a unix socket."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket(socket.AF_UNIX) as stream, contextlib.suppress(OSError):
            stream.connect(str(path))
            return
        time.sleep(0.02)
    raise AssertionError(f"nothing listens at {path}")


def record_fpm(context, kind, requests, workers=2, options=()):
    """`requests` are pairs of a script and a query."""
    env = open_blog(context, kind)
    argv = fpm_command(context, workers, *options)
    os.umask(0)
    open_to_all(context)
    (context.directory / "captures").rmdir()
    with served(context, argv, env) as recording:
        wait_for(context.directory / "socket")
        for script, query in requests:
            answer = fastcgi.ask(context.directory / "socket", source(context, script), query)
            assert answer.startswith("author ") or script != PAGE, answer
    return recording


@each(*DATABASES)
def test_fpm_lists(context, kind):
    requests = [(PAGE, f"kind=list&number={number}") for number in range(30)]
    recording = record_fpm(context, kind, requests)
    finding = recording.finding()
    check_finding(finding, calls=30 * LISTED, n=LISTED, episodes=30)
    equal(finding["statement"], AUTHOR_BY_ID, "statement")
    check_place(context, finding["loop"], PAGE, "loop line", "loop")
    check_place(context, finding["call_site"], BLOG, "call site", "call site")
    equal(finding["parent"]["calls"], 30, "calls of the parent")
    check_entry(context, recording, 30, of=30)


def check_entry(context, recording, executions, of):
    loop, = recording.report["loops"]
    entry = loop["entry"]
    equal((entry["kind"], entry["file"]), ("request", str(source(context, PAGE))), "kind and script of the entry")
    equal((entry["executions"], entry["of"]), (executions, of), "requests")


@each("with opcache", "without")
def test_fpm_asks_once_a_request(context, opcache):
    options = [] if opcache == "with opcache" else OPCACHE_OFF
    recording = record_fpm(context, "sqlite", [(PAGE, f"kind=one&number={number}") for number in range(1000)],
                           options=options)
    check_no_findings(recording)
    equal(sum(site["calls"] for site in recording.report["sites"] if site["statement"] == AUTHOR_BY_ID), 1000,
          "statements")


def test_addresses_are_used_again(context):
    """Two pages of the same shape take turns in one worker: each has its own finding, at its own line."""
    requests = [(f"servers/{name}.php", "") for _ in range(20) for name in ("first", "again")]
    recording = record_fpm(context, "sqlite", requests, workers=1, options=OPCACHE_OFF)
    found = {pathlib.Path(finding["loop"]["file"]).name: finding for finding in recording.findings()}
    equal(sorted(found), ["again.php", "first.php"], "files of the loops")
    for name, finding in found.items():
        equal(finding["loop"]["line"], line(context, f"servers/{name}", "loop line"), f"loop line of {name}")
        check_finding(finding, calls=20 * 30, n=30, episodes=20)


# ---- the built-in server --------------------------------------------------------------------------------


@each(*DATABASES)
def test_built_in_server(context, kind):
    env = open_blog(context, kind)
    argv = [php(), "-S", "127.0.0.1:0", "-t", source(context, "servers")]
    with served(context, argv, env) as recording:
        port = address_in(context.directory / "log")
        for number in range(20):
            equal(get(port, f"/page.php?kind=list&number={number}").count("author"), LISTED, "authors")
        for number in range(40):
            equal(get(port, f"/page.php?kind=one&number={number}").count("author"), 1, "authors")
    finding = recording.finding()
    check_finding(finding, calls=20 * LISTED, n=LISTED, episodes=20)
    check_place(context, finding["loop"], PAGE, "loop line", "loop")
    check_entry(context, recording, 20, of=60)


def test_route_of_a_closure(context):
    """Slim keeps the route in objects of its own; the source says what the closure is passed with."""
    autoloader = pathlib.Path("/usr/share/php/Slim/autoload.php")
    if not autoloader.exists():
        skip("no Slim (Debian's php-slim)")
    env = open_blog(context, "sqlite")
    with served(context, [php(), "-S", "127.0.0.1:0", "-t", source(context, "servers")], env) as recording:
        port = address_in(context.directory / "log")
        for number in range(5):
            equal(get(port, f"/slim.php/posts/{number}").count("author"), LISTED, "authors")
    loop, = recording.report["loops"]
    equal((loop["entry"]["kind"], loop["entry"]["name"]), ("request", "get /posts/{number}"), "entry")
    check_place(context, recording.finding()["loop"], "servers/slim.php", "loop line", "loop")


# ---- Apache ---------------------------------------------------------------------------------------------


APACHE = """\
ServerName localhost
PidFile {directory}/apache.pid
ErrorLog {directory}/log
LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule php_module {modules}/{php}
Listen 127.0.0.1:{port}
User nobody
Group nogroup
StartServers 1
MinSpareServers 1
MaxSpareServers 1
MaxRequestWorkers 1
DocumentRoot {root}
<FilesMatch "\\.php$">
    SetHandler application/x-httpd-php
</FilesMatch>
"""


def free_port():
    with socket.socket() as stream:
        stream.bind(("127.0.0.1", 0))
        return stream.getsockname()[1]


def test_module_of_apache(context):
    modules = pathlib.Path("/usr/lib/apache2/modules")
    module = next(iter(sorted(modules.glob("libphp*.so"))), None)
    if not module or not shutil.which("apache2"):
        skip("no Apache with its module for PHP")
    env = open_blog(context, "sqlite")
    os.umask(0)
    open_to_all(context)
    (context.directory / "captures").rmdir()
    port = free_port()
    configuration = context.directory / "apache.conf"
    configuration.write_text(APACHE.format(directory=context.directory, modules=modules, php=module.name, port=port,
                                           root=source(context, "servers")), encoding="utf-8")
    with served(context, ["apache2", "-D", "FOREGROUND", "-f", configuration], env) as recording:
        end = time.monotonic() + 30
        while True:
            with contextlib.suppress(ConnectionError):
                get(port, "/page.php?kind=one&number=1")
                break
            assert time.monotonic() < end, (context.directory / "log").read_text(encoding="utf-8")
            time.sleep(0.02)
        for number in range(15):
            equal(get(port, f"/page.php?kind=list&number={number}").count("author"), LISTED, "authors")
    finding = recording.finding()
    check_finding(finding, calls=15 * LISTED, n=LISTED, episodes=15)
    check_place(context, finding["loop"], PAGE, "loop line", "loop")
    check_entry(context, recording, 15, of=16)
