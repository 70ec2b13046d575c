"""scripts/postgres: the server serves while the command runs, and is gone afterwards."""

import os
import pathlib
import select
import shutil
import signal
import subprocess

from harness import ROOT, equal, each

SCRIPT = ROOT / "scripts/postgres"


def socket_directory(text):
    return pathlib.Path(text.strip())


def test_keeps_the_exit_status_and_removes_the_server(context):
    ended = context.run([SCRIPT, "with", "--", "sh", "-c", 'psql -qAtXc "select 42" && echo "$PGHOST" && exit 7'])
    ended.expect(7)
    answer, host = ended.stdout.splitlines()
    equal(answer, "42", "answer")
    assert not socket_directory(host).exists(), f"{host} is left"


def server_of(host):
    """The server's process, by the lock file beside its socket."""
    return int((host / ".s.PGSQL.5432.lock").read_text(encoding="utf-8").splitlines()[0])


def start_and_wait(context):
    """The script around a command that waits, and the directory of its server's socket."""
    script = subprocess.Popen(
        [SCRIPT, "with", "--", "sh", "-c", 'echo "$PGHOST"; exec sleep 60'], stdout=subprocess.PIPE,
        env=context.environment(), start_new_session=True, text=True,
    )
    return script, socket_directory(script.stdout.readline())


@each("SIGINT", "SIGTERM", "SIGHUP")
def test_leaves_nothing_when_ended_by(context, name):
    script, host = start_and_wait(context)
    server = server_of(host)
    os.killpg(script.pid, getattr(signal, name))  # as a terminal does: to the command too
    equal(script.wait(30), 128 + getattr(signal, name), "exit status")
    assert not host.parent.exists(), f"{host.parent} is left"
    assert not pathlib.Path(f"/proc/{server}").exists(), "the server still runs"


def test_server_dies_with_a_killed_script(context):
    script, host = start_and_wait(context)
    server = os.pidfd_open(server_of(host))
    try:
        script.kill()
        assert select.select([server], [], [], 30)[0], "the server still runs"
    finally:
        script.wait()
        os.killpg(script.pid, signal.SIGKILL)  # the command
        shutil.rmtree(host.parent)


def test_start_and_stop(context):
    directory = context.directory / "server"
    exports = context.run([SCRIPT, "start", directory]).expect(0).stdout
    try:
        asked = context.run(["sh", "-c", f"{exports}\npsql -qAtXc 'select 42'"])
    finally:
        context.run([SCRIPT, "stop", directory]).expect(0)
    equal(asked.stdout, "42\n", "answer")
    equal(list(directory.iterdir()), [], "files left behind")
    context.run([SCRIPT, "stop", directory]).expect(2)
