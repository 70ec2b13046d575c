"""Pairs what was expected of a run with what was reported, and says what is right about each pair."""

import dataclasses
import os
import re

ASPECTS = ("line", "header", "kind", "n", "episodes", "nesting", "links", "parent", "confidence")
FAMILIES = {"n+1": "read", "duplicate": "read", "write-loop": "write"}


@dataclasses.dataclass
class Verdict:
    """What one run came to."""

    outcome: object
    expected: list
    pairs: list  # of (Expected, reported finding)
    missed: list  # of Expected
    wrong: list  # reported findings that nobody expected
    checks: dict  # aspect: [right, of]
    complaints: list  # lines to print


def judge(outcome):
    run = outcome.run
    expected = run.program.expected(run.database, run.fixed)
    reported = list(outcome.report["findings"]) if outcome.report else []
    pairs = pair(expected, reported, run.database)
    taken = {id(label) for label, _ in pairs}
    used = {id(finding) for _, finding in pairs}
    verdict = Verdict(
        outcome, expected, pairs,
        missed=[label for label in expected if id(label) not in taken],
        wrong=[finding for finding in reported if id(finding) not in used],
        checks={aspect: [0, 0] for aspect in ASPECTS + ("dismissed",)}, complaints=[],
    )
    if outcome.trouble:
        verdict.complaints.append(outcome.trouble)
        verdict.complaints += ["  | " + line for line in outcome.output.splitlines()[-12:]]
    for label in verdict.missed:
        verdict.complaints.append(f"MISSED   {label.id}: {label.kind}, n={label.n}, {label.table}, "
                                  f"line {places_text(label.places(label.lines, run.database))}")
    for finding in verdict.wrong:
        verdict.complaints.append(f"WRONG    {describe(finding)}")
    for label, finding in pairs:
        check_pair(verdict, label, finding)
    check_dismissed(verdict)
    return verdict


def pair(expected, reported, database):
    """The best pairs first: by line, then kind, then n."""
    candidates = []
    for i, label in enumerate(expected):
        for j, finding in enumerate(reported):
            if not holds(finding["statement"], label.table) or FAMILIES[label.kind] != FAMILIES.get(finding["kind"]):
                continue
            score = (
                4 * bool(places(finding) & label.places(label.lines, database))
                + 2 * (finding["kind"] == label.kind) + (finding["n"]["median"] == label.n)
            )
            candidates.append((-score, i, j))
    pairs, labels, findings = [], set(), set()
    for _, i, j in sorted(candidates):
        if i not in labels and j not in findings:
            labels.add(i)
            findings.add(j)
            pairs.append((expected[i], reported[j]))
    return pairs


def check_pair(verdict, label, finding):
    database = verdict.outcome.run.database

    def check(aspect, is_right, wanted, got):
        verdict.checks[aspect][0] += bool(is_right)
        verdict.checks[aspect][1] += 1
        if not is_right:
            verdict.complaints.append(f"{aspect:<8} {label.id}: expected {wanted}, got {got}")

    def compare(aspect, wanted, got):
        if wanted is not None:
            check(aspect, wanted == got, wanted, got)

    lines = label.places(label.lines, database)
    check("line", bool(places(finding) & lines), places_text(lines), places_text(places(finding)))
    headers = label.places(label.header_lines, database)
    if headers:
        got = finding["loop"]["header_line"]
        check("header", got in {line for _, line in headers}, places_text(headers), got)
    compare("kind", label.kind, finding["kind"])
    compare("n", label.n, finding["n"]["median"])
    compare("episodes", label.episodes, finding["episodes"])
    compare("confidence", label.confidence, finding["confidence"])
    outer = next((other["id"] for known, other in verdict.pairs if known.id == label.nested), None)
    if label.nested or finding["nested_in"]:
        check("nesting", label.nested and finding["nested_in"] and finding["nested_in"] == outer,
              f"nested in {label.nested} ({outer})", finding["nested_in"])
    parent = finding["parent"] or {}
    links = [link["column"] for link in parent.get("links", []) if link["matched"]]
    if label.link:
        check("links", label.link in links, label.link, links)
    if label.parent:
        check("parent", holds(parent.get("statement"), label.parent), label.parent, parent.get("statement"))


def check_dismissed(verdict):
    run, report = verdict.outcome.run, verdict.outcome.report
    if not report:
        return
    named = {entry["reason"] for entry in report["dismissed"]}
    for reason in run.program.reasons(run.database, run.fixed):
        verdict.checks["dismissed"][0] += reason in named
        verdict.checks["dismissed"][1] += 1
        if reason not in named:
            verdict.complaints.append(f"dismissed: expected \"{reason}\", got {', '.join(sorted(named)) or 'nothing'}")


def holds(statement, word):
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", statement or "", re.IGNORECASE) is not None


def places(finding):
    """The loop's line; of a loop in a library, the report names the line of the program that it calls beside it."""
    loop = finding["loop"]
    named = [loop, loop["body"]]
    return {(os.path.realpath(place["file"]) if place["file"] else None, place["line"]) for place in named if place}


def places_text(places):
    return " or ".join(sorted(f"{os.path.basename(file or '?')}:{line}" for file, line in places))


def describe(finding):
    where = f"{os.path.basename(finding['loop']['file'] or '?')}:{finding['loop']['line']}"
    return (f"{finding['kind']} ({finding['confidence']}), n={finding['n']['median']}, "
            f"episodes={finding['episodes']}, {where}: {' '.join((finding['statement'] or '').split())[:100]}")
