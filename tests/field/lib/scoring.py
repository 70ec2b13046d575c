"""Matches what `loopline report` found with the loops that are there."""

import collections
import dataclasses
import functools
import os
import re

import sources
import statements


@dataclasses.dataclass
class Finding:
    """One entry's statement, from either version of the report."""

    entry: str  # findings of one entry are one thing to the reader
    statement: str
    kind: str
    file: str
    line: int
    function: str
    calls: int
    stack: list
    through: dict
    body: dict
    header: int = 0
    matched: object = None
    right: bool = False  # the line


@dataclasses.dataclass
class Verdict:
    name: str
    summary: str
    loops: list  # positives
    idiomatic: list
    neutral: list  # loops that a report may name or not: batches and pages in an outer loop
    findings: list
    found: dict = dataclasses.field(default_factory=dict)  # id of a loop → executions
    matches: dict = dataclasses.field(default_factory=lambda: collections.defaultdict(list))
    false: list = dataclasses.field(default_factory=list)
    by_design: list = dataclasses.field(default_factory=list)  # findings in what the design calls idiomatic
    spared: list = dataclasses.field(default_factory=list)  # findings in neutral loops
    lines_right: int = 0
    lines: int = 0
    report: dict = None
    same_output: bool = True
    differences: list = dataclasses.field(default_factory=list)
    plain_seconds: float = 0.0
    shim_seconds: float = 0.0
    statements: int = 0
    trouble: str = None

    def places(self, only_found=False):
        return {place_key(loop) for loop in self.loops if not only_found or self.found.get(id(loop))}

    def executions(self):
        return sum(loop.executions for loop in self.loops)

    def found_executions(self):
        return sum(self.found.values())

    def entries(self):
        return {finding.entry for finding in self.findings if finding.matched is not None}

    def charged(self):
        """Findings that are right or wrong."""
        return len(self.findings) - len(self.spared)

    def missed(self):
        return [loop for loop in self.loops if self.found.get(id(loop), 0) * 2 < loop.executions]


NEUTRAL = {"batch", "page", "read again after a write"}


def sorted_by_verdict(loops):
    """Positives, idiomatic ones, neutral ones."""
    return ([loop for loop in loops if loop.verdict == "positive"],
            [loop for loop in loops if loop.verdict != "positive" and loop.verdict not in NEUTRAL],
            [loop for loop in loops if loop.verdict in NEUTRAL])


def place_key(loop):
    """One loop of the source is one, whichever of its lines run statements: told by where it begins, if known."""
    place = loop.place
    if place.module:
        return place.module, place.function
    return place.file, sources.loop_line(place.file, place.line) or place.line, place.function, loop.origin


def addresses_of(text):
    """The JSON may say nothing of a loop without symbols; the text gives its address: finding → FILE+0x1f."""
    found = {}
    for block in re.split(r"\n(?=\d+\. )", text):
        loop = re.search(r"^  loop +(\S+\+0x[0-9a-f]+)", block, re.MULTILINE) or re.match(r"\d+\. (\S+\+0x[0-9a-f]+)", block)
        for known in re.findall(r"^  id +([0-9a-f]{16})", block, re.MULTILINE) if loop else []:
            found[known] = loop.group(1)
    return found


def findings_of(report, text):
    loops = {loop["id"]: loop for loop in report.get("loops") or []}
    addresses = addresses_of(text)
    found = []
    for finding in report["findings"]:
        entry = loops.get(finding.get("loop_id"))
        where = (entry["where"] if entry else finding["loop"]) or {}
        line = finding["loop"] or {}
        found.append(Finding(
            entry["id"] if entry else finding["id"], statements.same_text(finding["statement"]), finding["kind"],
            where.get("file") or "", where.get("line") or 0,
            addresses.get(finding["id"]) or function_of(where), finding["calls"],
            finding["stack"], (entry or line).get("through") or line.get("called_from"),
            (entry or line).get("body") or line.get("calls"), where.get("header_line") or 0))
    return found


def function_of(where):
    if not where.get("function") and where.get("module") and where.get("offset") is not None:
        return f"{os.path.basename(where['module'])}+0x{int(where['offset']):x}"
    return where.get("function") or ""


@functools.lru_cache(maxsize=None)
def real_path(file):
    return os.path.realpath(file)


def same_file(one, other):
    if one == other:
        return True
    return bool(one and other) and real_path(one) == real_path(other)


class Lines:
    """Which lines the reader can change, and which of them name a loop rightly."""

    def __init__(self, place, environment, application):
        self.own = os.path.realpath(place) + "/"
        self.environment = f"{environment}/"
        self.application = application

    def shorter(self, text):
        """Without the folders of this run."""
        packages = re.compile(re.escape(self.environment) + r"lib/python3[.]\d+/site-packages/")
        return packages.sub(".../", text).replace(self.own, "").replace(self.environment, "")

    def is_own(self, place):
        return real_path(place.file).startswith(self.own)

    def is_installed(self, place):
        """Told by the path in its packages: the environment may be called after the application."""
        path = re.sub(r"^.*/site-packages/", "/", place.file)
        return any(part in f"{path}\n{place.module}" for part in self.application)

    def is_changeable(self, place):
        return self.is_own(place) or self.is_installed(place)

    def accepted(self, loop):
        """The loop's own line where it can be changed; else the nearest line outside that can, and the nearest
        inside. What can be changed is the program's own folder, and an installed application's packages."""
        right = []
        for changeable in (self.is_own, self.is_installed):
            if changeable(loop.place):
                right.append(loop.place)
                continue
            for stack, depth in [(loop.stack, loop.depth), *loop.others]:
                outer = [place for place in stack[:depth] if changeable(place)]
                inner = [place for place in stack[depth + 1:] if changeable(place)]
                right += outer[-1:] + inner[:1]
        # A template's loop: the tag's line or the line of what it repeats.
        around = [place for place in loop.stack[max(0, loop.depth - 1):loop.depth + 2] if place.template]
        if loop.place.template:
            right += around
        return right or [loop.place]


# A witness of Ruby knows where a block is given, which is where the loop begins; no syntax tree says what it holds.
RUBY = (".rb", ".erb", ".rsb", ".builder", ".slim", ".haml", ".ru", ".rake")


def is_line(finding, place):
    if place.module:
        return is_native_line(finding, place)
    if not same_file(finding.file, place.file):
        return False
    if place.file.endswith(RUBY) and finding.header == place.line:
        return True
    if not place.function.endswith(">") or place.function == "<module>":
        if sources.is_statement_around(place.file, finding.header, place.line):
            return True
    return finding.line == place.line or sources.same_loop(place.file, finding.line, place.line)


LONGEST_INSTRUCTION = 15


def is_native_line(finding, place):
    """By the function's name, or by the address of the call in its file: FILE+0x1f."""
    address = re.search(r"([^/]*)\+0x([0-9a-f]+)$", finding.function)
    if address:
        before_return = place.code_line - int(address.group(2), 16)
        return os.path.basename(place.module) == address.group(1) and 0 <= before_return <= LONGEST_INSTRUCTION
    return bool(finding.function) and plain_name(finding.function) == plain_name(place.function)


def calls_by_function(loops):
    """Of native code, the calls that loops were seen at: a function's are one loop's."""
    found = collections.defaultdict(list)
    for loop in loops:
        if loop.place.module:
            found[loop.place.module, loop.place.function].append(loop.place)
    return found


def is_line_of_loop(finding, place, calls_of):
    return any(is_native_line(finding, call) for call in calls_of.get((place.module, place.function), ()))


def plain_name(function):
    return re.sub(r"[(<+].*", "", function)


def in_stack(finding, place):
    for frame in finding.stack:
        if place.module:
            if plain_name(frame.get("function") or "") == plain_name(place.function):
                return True
        elif any(frame.get("line") == line and same_file(frame.get("file"), file)
                 for file, line in ((place.file, place.line), (place.code_file, place.code_line))):
            return True
    return False


def judge(verdict, lines):
    by_statement = collections.defaultdict(list)
    for loop in verdict.loops + verdict.neutral:
        by_statement[loop.statement].append(loop)
    neutral = {id(loop) for loop in verdict.neutral}
    calls_of = calls_by_function(verdict.loops + verdict.neutral + verdict.idiomatic)
    idiomatic = {loop.statement for loop in verdict.idiomatic}
    calls = collections.Counter()
    for finding in sorted(verdict.findings, key=lambda finding: -finding.calls):
        candidates = by_statement.get(finding.statement)
        if not candidates:
            (verdict.by_design if finding.statement in idiomatic else verdict.false).append(finding)
            continue
        right = [loop for loop in candidates
                 if any(is_line(finding, place) or is_line_of_loop(finding, place, calls_of) for place in lines.accepted(loop))]
        near = [loop for loop in candidates if in_stack(finding, loop.place)]
        best = right or near or candidates
        loop = max(best, key=lambda loop: loop.executions - calls[id(loop)])
        if id(loop) in neutral:
            verdict.spared.append(finding)
            calls[id(loop)] += finding.calls
            continue
        finding.matched = loop
        for inner in loops_within(finding, candidates, loop):
            more = min(inner.executions - calls[id(inner)], calls[id(loop)] + finding.calls - loop.executions)
            if more > 0:
                calls[id(inner)] += more
                calls[id(loop)] -= more
        calls[id(loop)] += finding.calls
        verdict.matches[id(loop)].append(finding)
        verdict.lines += 1
        finding.right = bool(right)
        verdict.lines_right += finding.right
    for loop in verdict.loops:
        verdict.found[id(loop)] = min(loop.executions, calls[id(loop)])


def loops_within(finding, loops, matched):
    """The others in the loop that is named: inner ones of fewer rounds each time than a finding asks for."""
    return [loop for loop in loops if loop is not matched and same_file(finding.file, loop.place.file) and
            sources.loop_holds(loop.place.file, finding.header, loop.place.line)]


def dismissals(report, statement):
    """What the report says of a statement's call sites."""
    told = []
    for site in report.get("sites") or []:
        if statements.same_text(site["statement"]) == statement:
            where = site["site"] or {}
            told.append({"calls": site["calls"], "file": where.get("file"), "line": where.get("line"),
                         "verdict": site.get("verdict"), "database_seconds": site["database_seconds"]})
    return told
