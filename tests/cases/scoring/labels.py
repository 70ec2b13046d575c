"""Reads the labels of a program: what is expected of it, and in which lines. README.md has the grammar."""

import dataclasses
import pathlib
import re
import shlex

DATABASES = ("sqlite", "postgresql")
KINDS = ("n+1", "duplicate", "write-loop")
ENVIRONMENTS = ("current", "earlier", "asynchronous")
SUFFIXES = {".c": "c", ".php": "php", ".pl": "perl", ".py": "python", ".rb": "ruby"}
TEXT_SUFFIXES = (".c", ".h", ".py", ".php", ".pl", ".pm", ".html", ".txt", ".jinja", ".ep", ".tt", ".rb", ".erb")

LABEL = re.compile(r"^\s*(?:/\*+|\*|//|#)?\s*loopline: (.*?)\s*(?:\*/)?\s*$")
COMMENT = re.compile(r"(?:/\*|//|#)(.*)$")
MARKER = re.compile(r"\b(loop|header): ([\w-]+)(?: on=(\w+))?")


class Failure(Exception):
    """Said to the user in one line."""


@dataclasses.dataclass
class Expected:
    """One `finding` label. None where the label leaves a thing open."""

    id: str
    kind: str
    table: str
    n: int = None
    episodes: int = None
    nested: str = None
    confidence: str = None
    parent: str = None
    link: str = None
    on: str = None
    lines: list = dataclasses.field(default_factory=list)  # of Marker
    header_lines: list = dataclasses.field(default_factory=list)  # of Marker

    def places(self, markers, database):
        """{(file, line)} of the markers that count for a database."""
        return {(marker.file, marker.line) for marker in markers if marker.on in (None, database)}


@dataclasses.dataclass
class Marker:
    file: str  # absolute path
    line: int
    on: str


@dataclasses.dataclass
class Program:
    path: pathlib.Path
    name: str  # relative to the folder of all programs
    language: str
    files: list  # all of its sources: more than one where it has a folder of its own
    databases: list = dataclasses.field(default_factory=list)
    findings: list = dataclasses.field(default_factory=list)
    dismissed: list = dataclasses.field(default_factory=list)  # (reason, database or None)
    twin: bool = False
    needs: str = None
    flags: list = dataclasses.field(default_factory=list)

    def expected(self, database, fixed):
        if fixed:
            return []
        return [finding for finding in self.findings if finding.on in (None, database)]

    def reasons(self, database, fixed):
        """Twins are quiet for a reason of their own."""
        return [] if fixed else [reason for reason, on in self.dismissed if on in (None, database)]


def find_programs(root):
    """All programs below root, a folder a language, by name."""
    found = []
    for language in sorted(set(SUFFIXES.values())):
        for path in sorted((root / language).rglob("*")):
            if SUFFIXES.get(path.suffix) == language:
                program = read_program(path, root, language)
                if program:
                    found.append(program)
    return found


def read_program(path, root, language):
    """None for a source without labels: a module or a header of another."""
    labels = list(labels_of(path))
    if not labels:
        return None
    program = Program(path, str(path.relative_to(root)), language, sources_of(path, root / language))
    for line, text in labels:
        try:
            take_label(program, shlex.split(text))
        except (Failure, ValueError) as failure:
            raise Failure(f"{path}:{line}: {failure}") from failure
    if not program.databases:
        raise Failure(f"{path}: no label `databases`")
    take_markers(program)
    return program


def labels_of(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = LABEL.match(line)
        if match:
            yield number, match.group(1)


def sources_of(path, folder):
    """A program that lies in a folder of its own consists of all texts in it."""
    below = path.relative_to(folder).parts
    if len(below) == 1:
        return [path]
    return sorted(file for file in (folder / below[0]).rglob("*") if file.suffix in TEXT_SUFFIXES)


def take_label(program, words):
    what, values = words[0], words[1:]
    if what == "databases":
        program.databases = [check(value, DATABASES) for value in values]
    elif what == "finding":
        take_finding(program, values)
    elif what == "twin":
        program.twin = True
    elif what == "dismissed":
        fields = fields_of(values[1:], ("on",))
        program.dismissed.append((values[0], fields.get("on")))
    elif what == "needs":
        program.needs = check(values[0], ENVIRONMENTS)
    elif what == "flags":
        program.flags += values
    else:
        raise Failure(f"unknown label `{what}`")


def take_finding(program, values):
    """A line without `kind` adds to the finding of that id."""
    known = {field.name for field in dataclasses.fields(Expected)} - {"id", "lines", "header_lines"}
    fields = fields_of(values[1:], known)
    for name, allowed in (("kind", KINDS), ("on", DATABASES)):
        if name in fields:
            check(fields[name], allowed)
    for name in ("n", "episodes"):
        if name in fields:
            fields[name] = int(fields[name])
    if {"kind", "table"} <= fields.keys():
        program.findings.append(Expected(values[0], **fields))
        return
    begun = [finding for finding in program.findings if finding.id == values[0]]
    if not begun:
        raise Failure("a finding needs kind and table")
    for finding in begun:
        for name, value in fields.items():
            setattr(finding, name, value)


def fields_of(words, known):
    fields = dict(word.split("=", 1) for word in words)
    unknown = sorted(fields.keys() - set(known))
    if unknown:
        raise Failure(f"unknown field `{unknown[0]}`")
    return fields


def check(value, allowed):
    if value not in allowed:
        raise Failure(f"`{value}` is none of {', '.join(allowed)}")
    return value


def take_markers(program):
    by_id = {}
    for finding in program.findings:
        by_id.setdefault(finding.id, []).append(finding)
    for file in program.files:
        for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            comment = COMMENT.search(text) if not LABEL.match(text) else None
            for which, name, on in MARKER.findall(comment.group(1)) if comment else ():
                if name not in by_id and file != program.path:
                    continue  # another program's of the same folder
                if name not in by_id:
                    raise Failure(f"{file}:{number}: marks `{name}`, which is no finding's id")
                for finding in by_id[name]:
                    markers = finding.lines if which == "loop" else finding.header_lines
                    markers.append(Marker(str(file.resolve()), number, on or None))
    for finding in program.findings:
        if finding.nested and finding.nested not in by_id:
            raise Failure(f"{program.path}: `{finding.id}` is nested in `{finding.nested}`, which is no finding's id")
        for database in program.databases:
            if finding.on in (None, database) and not finding.places(finding.lines, database):
                raise Failure(f"{program.path}: no line is marked `loop: {finding.id}` for {database}")
