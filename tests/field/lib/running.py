"""Runs an application three times on the same data: plain, with the shim, with the witness."""

import contextlib
import hashlib
import http.client
import http.cookies
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

from application import HERE, Failure

READY_SECONDS = 180
STOP_SECONDS = 20


class Client:
    """Asks the server for one thing at a time, keeps its cookies, and notes what it answered."""

    def __init__(self, port, place):
        self.port = port
        self.place = place
        self.cookies = {}
        self.answers = []  # (name of the request, status, body)
        self.seconds = 0.0
        self.before = lambda number: None

    def get(self, path, **headers):
        return self.ask("GET", path, None, headers)

    def post(self, path, form=None, body=None, **headers):
        if form is not None:
            body = urllib.parse.urlencode(form, doseq=True).encode()
            headers.setdefault("Content_Type", "application/x-www-form-urlencoded")
        return self.ask("POST", path, body, headers)

    def ask(self, method, path, body, headers):
        self.before(len(self.answers) + 1)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Host"] = "localhost"
        if self.cookies:
            named["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        begin = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, named)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        self.seconds += time.monotonic() - begin
        for header in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        self.answers.append((f"{method} {path}", response.status, text))
        return response.status, text


class Result:
    def __init__(self):
        self.seconds = 0.0
        self.output = []  # (name, status, cleaned text)
        self.trouble = None

    def save(self, file):
        file.write_text(json.dumps([self.seconds, self.output, self.trouble]))

    @classmethod
    def load(cls, file):
        result = cls()
        result.seconds, result.output, result.trouble = json.loads(file.read_text())
        result.output = [tuple(answer) for answer in result.output]
        return result


class Runner:
    def __init__(self, application, build, environment):
        self.application = application
        self.build = build
        self.base = build / "field" / "runs" / application.name
        self.place = self.base / "place"
        self.environment = environment
        self.port = free_port()

    def words(self, command):
        values = {"python": self.environment / "bin/python", "bin": self.environment / "bin",
                  "place": self.place, "port": self.port, "build": self.build}
        return [str(word).format(**values) for word in command]

    def variables(self, extra):
        # Random hashes order sets and dictionaries: a run is to be like the other.
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("LOOPLINE", "LD_", "PYTHON", "FIELD_", "DJANGO"))}
        own = {name: str(value).format(place=self.place, port=self.port)
               for name, value in self.application.environment.items()}
        return {**kept, "PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C.UTF-8", "HOME": str(self.place),
                "PYTHONDONTWRITEBYTECODE": "1", "NO_PROXY": "*", **own, **extra}

    def prepare(self):
        """Data from nothing, unless it was made from the same file before."""
        made = self.base / "prepared"
        stamp = hashlib.sha256(self.application.path.read_bytes()).hexdigest()
        if (self.base / "stamp").exists() and (self.base / "stamp").read_text() == stamp:
            return
        shutil.rmtree(self.base, ignore_errors=True)
        self.place.mkdir(parents=True)
        for name, text in self.application.files.items():
            path = self.place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for command in self.application.prepare_commands():
            self.prepare_by(command)
        shutil.copytree(self.place, made, symlinks=True)
        (self.base / "stamp").write_text(stamp)

    def prepare_by(self, command):
        done = subprocess.run(self.words(command), cwd=self.place, env=self.variables({}), check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", timeout=300)
        if done.returncode:
            (self.base / "prepare.log").write_text(done.stdout)
            name = " ".join(map(str, command))
            raise Failure(f"preparing it failed: {name}: {last_line(done.stdout)} ({self.base}/prepare.log)")

    def run(self, mode, extra, request_file=None):
        """`mode` names the files of the run; `extra` are its variables. The place is as prepared."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.base / "prepared", self.place, symlinks=True)
        for command in self.application.reset:
            self.prepare_by(command)
        result = Result()

        def announce(number):
            if request_file:
                partial = pathlib.Path(f"{request_file}.new")
                partial.write_text(f"{number}\n", encoding="ascii")
                partial.rename(request_file)

        log = open(self.base / f"{mode}.log", "wb")
        with log:
            announce(0)
            if self.application.server:
                self.serve(result, extra, announce, log)
            number = 0 if not self.application.server else 1000
            for command in self.application.commands:
                number += 1
                announce(number)
                self.command(result, command, extra, log)
        result.save(self.base / f"{mode}.json")
        return result

    def command(self, result, command, extra, log):
        words = self.words(command)
        begin = time.monotonic()
        process = subprocess.Popen(words, cwd=self.place, env=self.variables(extra), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=log, start_new_session=True)
        try:
            output, _ = process.communicate(timeout=self.application.seconds)
        except subprocess.TimeoutExpired:
            stop(process)
            result.trouble = f"{' '.join(map(str, command))}: not done after {self.application.seconds} s"
            return
        result.seconds += time.monotonic() - begin
        name = " ".join(map(str, command))
        result.output.append((name, process.returncode, self.clean(output.decode("utf-8", "replace"))))
        log.write(output)
        if process.returncode:
            result.trouble = f"{name}: exit status {process.returncode}"

    def serve(self, result, extra, announce, log):
        process = subprocess.Popen(self.words(self.application.server), cwd=self.place, env=self.variables(extra),
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        try:
            client = Client(self.port, self.place)
            client.before = announce
            if not wait_for(self.port, process):
                result.trouble = "the server did not begin to listen"
                return
            if self.application.drive:
                self.application.drive(client)
            for request in self.application.requests:
                method, path = request.split(" ", 1)
                client.ask(method, path, None, {})
            result.seconds = client.seconds
            result.output = [(self.clean(name), status, self.clean(text)) for name, status, text in client.answers]
            bad = [f"{name}: {status}" for name, status, _ in client.answers if status >= 500]
            if bad:
                result.trouble = "; ".join(bad[:3])
        except (OSError, http.client.HTTPException) as error:
            result.trouble = f"the server did not answer: {error!r}"
        finally:
            stop(process)

    def clean(self, text):
        for pattern in self.application.clean:
            text = re.sub(pattern, "", text)
        if not self.application.ordered:
            text = "\n".join(sorted(text.splitlines()))
        return text.replace(str(self.port), "PORT")


def last_line(text):
    return (text.strip().splitlines() or ["no message"])[-1]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port, process):
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        time.sleep(0.1)
    return False


def stop(process):
    """The process that was started first; then whatever it left in its session."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def python_witness(runner, directory):
    extra = {"PYTHONPATH": str(HERE / "witness/python"), "FIELD_WITNESS": str(directory)}
    return runner.run("witness", extra, directory / "request")


def native_witness(runner, directory):
    library = runner.build / "field" / "witness-native.so"
    sources = sorted((HERE / "witness/native").glob("*.c"))
    newest = max(source.stat().st_mtime for source in (HERE / "witness/native").iterdir())
    if not library.exists() or library.stat().st_mtime < newest:
        subprocess.run(["gcc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
                        "-fexceptions", "-o", library, *sources], check=True)
    return runner.run("witness", {"LD_PRELOAD": library, "FIELD_WITNESS": directory}, directory / "request")


def perl_witness(runner, directory):
    extra = {"PERL5LIB": str(HERE / "witness/perl"), "PERL5OPT": "-MFieldWitness", "FIELD_WITNESS": str(directory)}
    return runner.run("witness", extra, directory / "request")


def ruby_witness(runner, directory):
    extra = {"RUBYOPT": f"-r{HERE / 'witness/ruby/field_witness.rb'}", "FIELD_WITNESS": str(directory)}
    return runner.run("witness", extra, directory / "request")


def php_witness(runner, directory):
    """Leading colon: after the configuration of the system."""
    witness = HERE / "witness/php"
    extra = {"PHP_INI_SCAN_DIR": f":{witness}", "FIELD_WITNESS": str(directory),
             "FIELD_WITNESS_PREPEND": str(witness / "request.php")}
    result = runner.run("witness", extra, directory / "request")
    sys.path.insert(0, str(witness))
    import trace_of_xdebug

    trace_of_xdebug.convert(directory)
    return result


WITNESSES = {"python": python_witness, "native": native_witness, "perl": perl_witness, "ruby": ruby_witness,
             "php": php_witness}
