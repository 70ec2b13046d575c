"""What is printed: a line an application, what was missed, and all of it as JSON."""

AIMS = {"recall": 0.95, "precision": 0.98, "entries_per_loop": 1.1, "lines_right": 0.95}

HEAD = ("application", "loops", "found", "recall", "false", "by design", "entries/loop", "line right", "output",
        "plain s", "shim s")


def ratio(part, whole):
    return part / whole if whole else None


def shown(value, digits=2):
    return "-" if value is None else f"{value:.{digits}f}"


def figures(verdicts):
    loops = sum(len(verdict.places()) for verdict in verdicts)
    found = sum(len(verdict.places(True)) for verdict in verdicts)
    charged = sum(verdict.charged() for verdict in verdicts)
    true = charged - sum(len(verdict.false) + len(verdict.by_design) for verdict in verdicts)
    return {
        "loops": loops, "found": found,
        "executions": sum(verdict.executions() for verdict in verdicts),
        "found_executions": sum(verdict.found_executions() for verdict in verdicts),
        "recall": ratio(sum(verdict.found_executions() for verdict in verdicts),
                        sum(verdict.executions() for verdict in verdicts)),
        "false": sum(len(verdict.false) for verdict in verdicts),
        "by_design": sum(len(verdict.by_design) for verdict in verdicts),
        "precision": ratio(true, charged),
        "entries_per_loop": ratio(sum(len(verdict.entries()) for verdict in verdicts), found),
        "lines": sum(verdict.lines for verdict in verdicts),
        "lines_right": ratio(sum(verdict.lines_right for verdict in verdicts),
                             sum(verdict.lines for verdict in verdicts)),
        "output_identical": all(verdict.same_output for verdict in verdicts),
    }


def reaches_aims(verdicts):
    of_all = figures(verdicts)
    at_least = all(of_all[name] is None or of_all[name] >= AIMS[name] for name in ("recall", "precision", "lines_right"))
    return at_least and (of_all["entries_per_loop"] or 1.0) <= AIMS["entries_per_loop"]


def row(name, verdicts):
    of_these = figures(verdicts)
    right = sum(verdict.lines_right for verdict in verdicts)
    return (
        name, str(of_these["loops"]), str(of_these["found"]), shown(of_these["recall"]), str(of_these["false"]),
        str(of_these["by_design"]), shown(of_these["entries_per_loop"], 1), f"{right} of {of_these['lines']}",
        "same" if of_these["output_identical"] else "DIFFERS",
        shown(sum(verdict.plain_seconds for verdict in verdicts)),
        shown(sum(verdict.shim_seconds for verdict in verdicts)))


def table(verdicts):
    rows = [HEAD] + [row(verdict.name, [verdict]) for verdict in verdicts] + [row("all", verdicts)]
    widths = [max(len(line[column]) for line in rows) for column in range(len(HEAD))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def place(of):
    return {"file": of.file, "line": of.line, "function": of.function, "module": of.module or None}


def loop_facts(loop, verdict, lines, dismissals):
    return {
        "statement": loop.statement, "where": place(loop.place), "executions": loop.executions,
        "rounds": loop.rounds, "requests": loop.requests, "verdict": loop.verdict,
        "found_executions": verdict.found.get(id(loop), 0),
        "accepted": [place(right) for right in lines.accepted(loop)],
        "findings": [finding_facts(finding) for finding in verdict.matches.get(id(loop), [])],
        "stack": [f"{'>' if depth == loop.depth else ' '} {frame}" for depth, frame in enumerate(loop.stack)],
        "told": dismissals,
    }


def finding_facts(finding):
    return {"entry": finding.entry, "kind": finding.kind, "statement": finding.statement, "file": finding.file,
            "line": finding.line, "function": finding.function, "calls": finding.calls}
