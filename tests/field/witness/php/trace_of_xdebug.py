"""From Xdebug's traces to the witness's log: each statement with the calls that were under way.

A line of a trace (xdebug.trace_format=1) is a call: its depth, its number, which no other call has, "0" where it
begins and "1" where it ends, time, memory, name, whether it is a user's, the file that is included, the file and line of
the call, and its arguments. The instruction of a function is the line of the call that it is in.
"""

import json
import pathlib
import re

ENTRY, EXIT = "0", "1"
RUNS = {"PDO->query", "PDO->exec"}
PREPARES, EXECUTES = "PDO->prepare", "PDOStatement->execute"
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def text_of(argument):
    """A string as Xdebug shows it: quoted, with a backslash before what would end it."""
    argument = argument.strip()
    if len(argument) < 2 or argument[0] not in "'\"" or argument[-1] != argument[0]:
        return None
    return ESCAPED.sub(lambda match: {"n": "\n", "t": "\t", "r": "\r"}.get(match.group(1), match.group(1)),
                       argument[1:-1])


class Log:
    """One process's: numbers of places, then statements."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8")
        self.sites = {}

    def site(self, file, line, function):
        key = file, line, function
        if key not in self.sites:
            self.sites[key] = len(self.sites) + 1
            self.write({"site": self.sites[key], "file": file, "line": line, "function": function, "code_file": file,
                        "code_line": line, "instruction": line, "many": False})
        return self.sites[key]

    def write(self, entry):
        self.file.write(json.dumps(entry) + "\n")


class Trace:
    """One request's. `calls` are those under way, outermost first: number, name, file and line of the call."""

    def __init__(self, log, offset):
        self.log, self.offset = log, offset
        self.calls, self.request, self.prepared = [], 0, None

    def begin(self, fields):
        depth, number, name = int(fields[0]), int(fields[1]), fields[5]
        arguments = fields[11:]
        del self.calls[depth - 1:]
        self.calls.append((number + self.offset, name, fields[8], int(fields[9])))
        if name == "field_request" and arguments:
            self.request = int(arguments[0])
        elif name == PREPARES and arguments:
            self.prepared = text_of(arguments[0])
        elif name in RUNS and arguments:
            self.statement(text_of(arguments[0]))
        elif name == EXECUTES:
            self.statement(self.prepared)

    def statement(self, text):
        if text is None:
            return
        stack = []
        for (number, name, _, _), (_, _, file, line) in zip(self.calls, self.calls[1:]):
            stack.append([number, self.log.site(file, line, name.replace("->", "::"))])
        self.log.write({"statement": text, "request": self.request, "thread": 1, "connection": 1, "driver": "sqlite",
                        "stack": stack})

    def read(self, path):
        highest = 0
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                fields = line.rstrip("\n").split("\t")
                if len(fields) > 10 and fields[2] == ENTRY:
                    self.begin(fields)
                    highest = max(highest, int(fields[1]))
        return highest


def convert(directory):
    """Writes PROCESS.jsonl for the traces of each process, in the order of their requests, and removes those."""
    logs, offset = {}, 0
    for path in sorted(pathlib.Path(directory).glob("*.xt"), key=lambda path: path.stat().st_mtime):
        process = path.name.split(".")[0]
        log = logs.setdefault(process, Log(path.parent / f"{process}.jsonl"))
        offset += Trace(log, offset).read(path) + 1
        path.unlink()
    for log in logs.values():
        log.file.close()
