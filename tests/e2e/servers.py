"""A server under the shim, asked over HTTP."""

import contextlib
import http.client
import re
import signal
import subprocess
import time

from harness import Recording, equal


@contextlib.contextmanager
def served(context, argv, env):
    """A server under the shim while the block runs; its recording is complete behind it."""
    directory = context.directory / "captures"
    directory.mkdir()
    log = open(context.directory / "log", "w+", encoding="utf-8")
    server = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                              env=context.environment({**env, **context.shim_environment(directory)}),
                              cwd=context.directory, start_new_session=True)
    recording = Recording([str(word) for word in argv], 0, "", "", directory=directory, context=context)
    try:
        yield recording
    finally:
        server.send_signal(signal.SIGTERM)
        recording.status = server.wait(timeout=60)
        log.seek(0)
        recording.stderr = log.read()
        log.close()


def address_in(log):
    """Where the server says that it listens."""
    end = time.monotonic() + 120  # a framework takes its time on a busy machine
    while time.monotonic() < end:
        # PHP and Puma tell an address, WEBrick a port; what was asked for is 0.
        found = re.search(r"(?:http://127\.0\.0\.1:|#start: .*port=)([1-9]\d*)", log.read_text(encoding="utf-8"))
        if found:
            return int(found.group(1))
        time.sleep(0.02)
    raise AssertionError(f"no address: {log.read_text(encoding='utf-8')}")


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    equal(response.status, 200, "status")
    text = response.read().decode()
    connection.close()
    return text
