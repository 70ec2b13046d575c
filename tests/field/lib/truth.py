"""From what a witness saw to the loops that are there.

A loop: two executions of one statement below one activation of a function, at one instruction of it, in two
different calls. A positive: five executions in five rounds within one request or command; each execution
belongs to the innermost loop that has so many.
"""

import collections
import dataclasses
import json
import os
import shutil
import subprocess

import sources
import statements

ROUNDS = 5  # that make a positive
EVALUATORS = {  # walk a template's nodes one after the other: what stands there once runs once
    ("django/template/base.py", "NodeList.render"),
}


@dataclasses.dataclass(frozen=True)
class Place:
    """A function's instruction. Lines are those of the template where there is one, and of the code."""

    file: str
    line: int
    function: str
    code_file: str = ""
    code_line: int = 0
    template: bool = False
    module: str = ""  # a native function's

    def __str__(self):
        if self.module:
            return f"{self.function} in {os.path.basename(self.module)}, at 0x{self.code_line:x}"
        return f"{self.file}:{self.line} in {self.function}"


@dataclasses.dataclass
class Execution:
    statement: str  # normal form
    text: str
    request: tuple
    transaction: tuple
    stack: list  # (activation, place, instruction), outermost first
    number: int
    seconds: float = 0.0


@dataclasses.dataclass
class Loop:
    """A statement below a loop; several may share the place."""

    statement: str
    place: Place
    driver: str
    origin: Place = None  # the line outside a library's loop
    executions: int = 0
    rounds: int = 0  # the most in one activation
    requests: int = 0
    verdict: str = "positive"  # or the reason why it is none
    stack: list = None  # places of one execution, outermost first
    depth: int = 0  # of the loop's frame in it
    others: list = dataclasses.field(default_factory=list)  # (stack, depth) of executions by other callers, a few
    seconds: float = 0.0


def read(directory, loopline):
    """All executions, in order, of all processes; requests are told apart by process and number."""
    executions, raw = [], []
    for name in sorted(os.listdir(directory)):
        if not name.endswith(".jsonl"):
            continue
        sites = {}
        with open(os.path.join(directory, name), encoding="utf-8") as file:
            for line in file:
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue  # the last line of a process that was killed
                if "site" in entry:
                    sites[entry["site"]] = entry
                else:
                    raw.append((name, sites, entry))
    demangle(list({id(site): site for _, sites, _ in raw for site in sites.values()}.values()))
    by_driver = collections.defaultdict(set)
    for _, _, entry in raw:
        by_driver[entry["driver"]].add(entry["statement"])
    forms = {driver: statements.normal_forms(loopline, texts, driver) for driver, texts in by_driver.items()}
    transactions = Transactions()
    for number, (name, sites, entry) in enumerate(raw):
        form = forms[entry["driver"]][entry["statement"]]
        transaction = transactions.of((name, entry["connection"]), form, statements.kind(form))
        stack = stack_of(entry, sites)
        executions.append((entry["driver"], Execution(
            form, entry["statement"], (name, entry["request"]), transaction, stack, number, entry.get("seconds", 0.0))))
    return executions


def stack_of(entry, sites):
    stack = []
    for activation, number in entry["stack"]:
        site = sites[number]
        if site.get("module"):
            stack.append((activation, native_place(site), site["instruction"], False))
            continue
        place = Place(site["file"], site["line"], site["function"], site.get("code_file", ""), site.get("code_line", 0),
                      site.get("template", False), site.get("module", ""))
        stack.append((activation, place, site["instruction"], site.get("many", False)))
    return stack


def demangle(sites):
    mangled = {site["function"] for site in sites if site["function"].startswith("_Z")}
    if not mangled or not shutil.which("c++filt"):
        return
    names = sorted(mangled)
    done = subprocess.run(["c++filt"], input="\n".join(names), text=True, check=True, stdout=subprocess.PIPE)
    plain = dict(zip(names, done.stdout.splitlines()))
    for site in sites:
        site["function"] = plain.get(site["function"], site["function"])


def native_place(site):
    """Without lines: the function by name, or where it begins; the instruction tells its loops apart."""
    name = site["function"] or f"{os.path.basename(site['module'])}+0x{site['start']:x}"
    return Place(site["module"], 0, name, site["module"], site["instruction"], module=site["module"])


class Transactions:
    """Which transaction a statement ran in: told from BEGIN, SAVEPOINT and their ends, per connection."""

    def __init__(self):
        self.number = 0
        self.open = {}  # connection → [number, depth of savepoints that began it or None for BEGIN]

    def of(self, connection, form, kind):
        state = self.open.get(connection)
        words = form.split()
        word = words[0] if words else ""
        if kind != "transaction":
            if state:
                return state[0]
            self.number += 1
            return self.number
        if word in ("begin", "start") and not state:
            self.number += 1
            self.open[connection] = [self.number, None]
        elif word == "savepoint":
            if not state:
                self.number += 1
                self.open[connection] = [self.number, 1]
            elif state[1] is not None:
                state[1] += 1
        elif word == "release" and state and state[1] is not None:
            state[1] -= 1
            if state[1] == 0:
                del self.open[connection]
        elif word in ("commit", "end", "abort") or (word == "rollback" and " to " not in f"{form} "):
            self.open.pop(connection, None)
        return state[0] if state else self.number


def points(execution):
    """For each frame: the key of its activation and instruction, and of the call that it is in.

    Activations of one function below each other count as one, so that a loop in a recursive function is one
    loop: what counts as a round is then the pair of activation and call.
    """
    outermost = {}
    stack = execution.stack
    for depth, (activation, place, instruction, many) in enumerate(stack):
        code = (place.code_file or place.file, place.function, place.module)
        root = outermost.setdefault(code, activation)
        inner = stack[depth + 1][0] if depth + 1 < len(stack) else ("many" if many else f"call {execution.number}")
        yield depth, (root, code, instruction), (activation, inner)


def is_evaluator(place):
    file = "/".join((place.code_file or place.file).split("/")[-3:])
    return (file, place.function.split(".<locals>")[0]) in EVALUATORS


def loops_of(executions, changeable):
    """All loops of at least ROUNDS rounds, by statement and place, each with the verdict of the design. A library's loop
    is told apart by the line that asks for it, of those that are `changeable`."""
    groups = collections.defaultdict(list)
    for driver, execution in executions:
        groups[driver, execution.request, execution.statement].append(execution)
    positives, rest = {}, []
    for (driver, request, statement), group in groups.items():
        rounds = collections.defaultdict(set)
        for execution in group:
            for _, point, call in points(execution):
                rounds[point].add(call)
        for execution in group:
            chosen = innermost(execution, rounds)
            if chosen is None:
                rest.append((driver, execution))
                continue
            depth, point = chosen
            place = loop_place(execution.stack, depth)
            outer = [frame[1] for frame in execution.stack[:depth] if changeable(frame[1])]
            origin = None if changeable(place) or place.module or not outer else outer[-1]
            key = (driver, statement, place, origin)
            loop, members = positives.setdefault(key, (Loop(statement, place, driver, origin), []))
            members.append((request, execution))
            note_stack(loop, [entry[1] for entry in execution.stack], depth)
            loop.rounds = max(loop.rounds, len(rounds[point]))
    order = [execution for _, execution in executions]
    turns = Turns(order)
    for loop, members in positives.values():
        loop.executions = len(members)
        loop.requests = len({request for request, _ in members})
        loop.seconds = sum(execution.seconds for _, execution in members)
        loop.verdict = verdict(loop, members, order)
        loop.place = turns.place_of(loop, [execution for _, execution in members])
    return [loop for loop, _ in positives.values()]


MOST_OTHERS = 20


def note_stack(loop, stack, depth):
    if loop.stack is None:
        loop.stack, loop.depth = stack, depth
        return
    known = [(loop.stack, loop.depth), *loop.others]
    if len(known) <= MOST_OTHERS and all(stack[:depth] != other[:other_depth] for other, other_depth in known):
        loop.others.append((stack, depth))


class Turns:
    """Loops within one activation of a function. The instruction alone does not tell which of the `for` and `while` around
    it went round; what else the activation ran does: something outside the inner loop ends it."""

    def __init__(self, order):
        self.by_activation = collections.defaultdict(list)  # → (number of the execution, line), in order
        for execution in order:
            for activation, place, _, _ in execution.stack:
                self.by_activation[activation, place.file].append((execution.number, place.line))

    def place_of(self, loop, members):
        """The loop's place, or the first line of the loop around it that has the rounds."""
        place = loop.place
        around = sources.statements_around(place.file, place.line)
        for (first, last), outer in zip(around, around[1:]):
            if self.most_rounds(place, members, first, last) >= ROUNDS:
                break
            place = dataclasses.replace(place, line=outer[0])
        return place

    def most_rounds(self, place, members, first, last):
        most = 0
        inside = {execution.number for execution in members}
        activations = {frame[0] for execution in members for frame in execution.stack if frame[1].file == place.file}
        for activation in activations:
            rounds = 0
            for number, line in self.by_activation[activation, place.file]:
                rounds = 0 if not first <= line <= last else rounds + (number in inside)
                most = max(most, rounds)
        return most


def loop_place(stack, depth):
    """A template's loop is the tag that asks for it, not the engine's line."""
    place = stack[depth][1]
    if place.function == "ForNode.render" and depth and stack[depth - 1][1].template:
        return stack[depth - 1][1]
    return place


def innermost(execution, rounds):
    for depth, point, _ in reversed(list(points(execution))):
        calls = rounds[point]
        if len(calls) < ROUNDS or is_evaluator(execution.stack[depth][1]):
            continue
        within = collections.Counter(activation for activation, _ in calls)
        if max(within.values()) >= 2:
            return depth, point
    return None


def verdict(loop, members, order):
    """`positive`, or why the design does not call it a finding."""
    form = loop.statement
    kind = statements.kind(form)
    if kind not in ("read", "write"):
        return kind
    batches = sum(statements.is_batch(execution.text) for _, execution in members)
    if batches * 2 > len(members):
        return "batch"
    if kind == "write":
        if loop.driver == "sqlite" and not own_transactions(members):
            return "write in one transaction"
        return "positive"
    if statements.is_page(form):
        return "page"
    if most_asked_again(members) and written_meanwhile(members, order):
        return "read again after a write"
    return "positive"


def own_transactions(members):
    """Whether some request wrote in at least ROUNDS transactions."""
    seen = collections.defaultdict(set)
    for request, execution in members:
        seen[request].add(execution.transaction)
    return max(map(len, seen.values())) >= ROUNDS


def most_asked_again(members):
    """Whether no request has ROUNDS different texts: the values were the same."""
    texts = collections.defaultdict(set)
    for request, execution in members:
        texts[request].add(execution.text)
    return max(map(len, texts.values())) < ROUNDS


def written_meanwhile(members, order):
    """Whether a table that the statement reads was written between most of its executions."""
    read = statements.tables(members[0][1].statement)
    numbers = sorted(execution.number for _, execution in members)
    changed = 0
    for before, after in zip(numbers, numbers[1:]):
        between = order[before + 1:min(after, before + 200)]
        changed += any(statements.written(execution.statement) & read for execution in between)
    return changed * 2 >= len(numbers) - 1
