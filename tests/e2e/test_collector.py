"""loopline export against a real OpenTelemetry Collector: it takes every request, and what it keeps is what was sent.

`make collector` builds one (Go, some minutes); without it these tests are skipped.
"""

import contextlib
import http.client
import json
import subprocess
import time

from harness import equal, skip
from test_python_servers import UnixConnection

CONFIGURATION = """\
receivers:
  otlp:
    protocols:
      http: {{endpoint: "{0}/socket", transport: unix}}
exporters:
  file: {{path: "{0}/kept"}}
service:
  pipelines:
    logs: {{receivers: [otlp], exporters: [file]}}
    metrics: {{receivers: [otlp], exporters: [file]}}
"""
REQUEST_BYTES = 3 << 20
LOOPS = 6000
MANY_LOOPS = f"""\
import sqlite3
database = sqlite3.connect(":memory:")
database.execute("create table authors (id integer primary key, name text)")
source = "".join(f"def look_up_{{n}}():\\n    for i in range(6):\\n        database.execute('select name, {{n}} from authors "
                 f"where id = ? and name not in (select name from authors where id > {{n}})', (i,)).fetchall()\\n"
                 for n in range({LOOPS}))
with open("many.py", "w") as file:
    file.write(source + "".join(f"look_up_{{n}}()\\n" for n in range({LOOPS})))
exec(compile(open("many.py").read(), "many.py", "exec"))
"""


class Collector:
    def __init__(self, context):
        self.program = context.loopline.parent / "collector/collector"
        if not self.program.exists():
            skip("no Collector; `make collector` builds one")
        self.directory = context.directory / "collector"
        self.directory.mkdir(exist_ok=True)
        self.process = None

    def __enter__(self):
        configuration = self.directory / "config.yaml"
        configuration.write_text(CONFIGURATION.format(self.directory))
        self.process = subprocess.Popen([self.program, "--config", f"file:{configuration}"], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        end = time.monotonic() + 60
        while not self.answers():
            assert time.monotonic() < end and self.process.poll() is None, "the Collector does not start"
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        """It writes what it still holds when it is asked to end."""
        self.process.terminate()
        self.process.communicate(timeout=60)

    def answers(self):
        with contextlib.suppress(OSError):
            return self.post("/v1/logs", b'{"resourceLogs":[]}').status == http.client.OK
        return False

    def post(self, path, body):
        connection = UnixConnection(self.directory / "socket")
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.answer = json.loads(response.read())
            return response
        finally:
            connection.close()

    def kept(self):
        return [json.loads(line) for line in (self.directory / "kept").read_text(encoding="utf-8").splitlines()]


def export(context, recording):
    """What the command writes, sent line by line to the place that its help names, and what the Collector kept."""
    lines = context.run([context.loopline, "export", "-f", "otlp", recording.directory]).expect(0).stdout.splitlines()
    sent = [json.loads(line) for line in lines]
    with Collector(context) as collector:
        for line, request in zip(lines, sent):
            assert len(line.encode()) < REQUEST_BYTES, len(line)
            response = collector.post("/v1/logs" if "resourceLogs" in request else "/v1/metrics", line.encode())
            equal((response.status, response.answer), (http.client.OK, {"partialSuccess": {}}), "answer")
    return sent, collector.kept()


def test_a_collector_keeps_what_is_sent(context):
    program = context.compile("apps/authors/authors.c", "apps/authors/database_sqlite.c", flags=["-O0", "-g"],
                              libraries=["-lsqlite3"])
    sent, kept = export(context, context.record([program]))
    equal([list(request) for request in sent], [["resourceLogs"], ["resourceMetrics"]], "requests")
    equal(sorted(kept, key=list), sent, "what the Collector kept")


def test_requests_of_many_loops_are_small_enough(context):
    Collector(context)
    script = context.directory / "script.py"
    script.write_text(MANY_LOOPS)
    recording = context.record(["/usr/bin/python3", script], timeout=300)
    sent, kept = export(context, recording)
    assert len(sent) > 2, len(sent)
    records = [record for request in kept for resource in request.get("resourceLogs", [])
               for scope in resource["scopeLogs"] for record in scope["logRecords"]]
    equal(len(records), LOOPS, "records of loops")
