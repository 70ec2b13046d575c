"""Programs of many scenarios: which of their lines should load ahead, and what a report says of them."""

import re

from harness import equal


def lines_that_repeat(path, comment):
    """Each line that ends in a comment "n+1", once for each statement that it repeats: "n+1 n+1"."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = ((number, re.search(comment + r" ((?:n\+1 ?)+)$", line)) for number, line in enumerate(lines, 1))
    return [number for number, mark in found if mark for _ in mark[1].split()]


def check_repeating_lines(recording, path, comment):
    """Every one of these lines is found and proved, and no other line is."""
    findings = recording.findings()
    equal(sorted(finding["loop"]["line"] for finding in findings), lines_that_repeat(path, comment), "lines of loops")
    unproved = [finding["loop"]["line"] for finding in findings if finding["confidence"] != "confirmed"]
    equal(unproved, [], "lines without proof")
