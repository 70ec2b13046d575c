"""Each missed loop and each false finding, for who works on the verdicts."""

import scoring
import table

SHORT = 12  # loops printed with a run


def short(verdict, lines):
    """A few lines a run."""
    return [lines.shorter(line) for line in short_lines(verdict)]


def short_lines(verdict):
    told = [f"{verdict.statements} statements"]
    told += [f"output differs: {line}" for line in verdict.differences[:5]]
    if verdict.trouble:
        told.append(f"trouble: {verdict.trouble}")
    told += missed_places(verdict)
    for title, findings in (("false", verdict.false), ("idiomatic by design", verdict.by_design)):
        for finding in findings:
            told.append(f"{title}: {finding.kind} {finding.calls} {cut(finding.statement)}")
            told.append(f"       at {finding.file}:{finding.line} in {finding.function}")
    return told


def missed_places(verdict):
    places = {}
    for loop in verdict.missed():
        places.setdefault(str(loop.place), []).append(loop)
    told = []
    for place, loops in sorted(places.items(), key=lambda item: -sum(loop.executions for loop in item[1])):
        lost = sum(loop.executions - verdict.found[id(loop)] for loop in loops)
        told.append(f"missed {lost} executions of {len(loops)} statements in the loop {place}")
    return told[:SHORT] + ([f"... and {len(told) - SHORT} more loops"] if len(told) > SHORT else [])


def cut(text, width=90):
    return text if len(text) <= width else text[:width - 4] + " ..."


def facts(measured, left_out, broken):
    return {
        "schema": "loopline.field/1",
        "all": table.figures([verdict for verdict, _ in measured]),
        "left_out": left_out, "broken": broken,
        "applications": [{
            "name": verdict.name, "summary": verdict.summary, **table.figures([verdict]),
            "plain_seconds": verdict.plain_seconds, "shim_seconds": verdict.shim_seconds,
            "statements": verdict.statements, "differences": verdict.differences, "trouble": verdict.trouble,
            "positives": [table.loop_facts(loop, verdict, lines, scoring.dismissals(verdict.report, loop.statement))
                          for loop in verdict.loops],
            "idiomatic": [table.loop_facts(loop, verdict, lines, []) for loop in verdict.idiomatic + verdict.neutral],
            "false_findings": [table.finding_facts(finding) for finding in verdict.false],
            "by_design_findings": [table.finding_facts(finding) for finding in verdict.by_design],
            "dismissed": verdict.report.get("dismissed"),
        } for verdict, lines in measured],
    }


def long(measured, left_out, broken):
    text = ["# Real applications, measured\n"]
    if measured:
        text += [table.table([verdict for verdict, _ in measured]), ""]
    text += [f"left out: {line}" for line in left_out] + [f"broken: {line}" for line in broken]
    for verdict, lines in measured:
        text.append(f"\n## {verdict.name}: {verdict.summary}\n")
        text += [f"output differs: {line}" for line in verdict.differences]
        text.append("dismissed: " + ", ".join(f"{entry['reason']} {entry['statements']}"
                                              for entry in verdict.report.get("dismissed") or []))
        text += ["", "| executions | rounds | requests | found | verdict | loop | statement |", "|---|---|---|---|---|---|---|"]
        text += [summary(loop, verdict, lines) for loop in verdict.loops + verdict.neutral + verdict.idiomatic]
        for loop in sorted(verdict.missed(), key=lambda loop: -loop.executions):
            text += missed(loop, verdict)
        for title, findings in (("False", verdict.false), ("Reported though idiomatic by design", verdict.by_design)):
            for finding in findings:
                text += untrue(title, finding)
        for loop in verdict.loops:
            text += wrong_lines(loop, verdict, lines)
        text += [f"\nSpared (a batch or a page): {finding.calls} calls, {finding.file}:{finding.line}, "
                 f"{finding.statement[:120]}" for finding in verdict.spared]
    everything = "\n".join(text) + "\n"
    for _, lines in measured:
        everything = lines.shorter(everything)
    return everything


def summary(loop, verdict, lines):
    statement = cut(loop.statement, 100).replace("|", "\\|")
    return (f"| {loop.executions} | {loop.rounds} | {loop.requests} | {verdict.found.get(id(loop), '')} | {loop.verdict} "
            f"| {lines.shorter(str(loop.place))} | {statement} |")


def missed(loop, verdict):
    told = [f"\n### Missed: {loop.executions - verdict.found[id(loop)]} of {loop.executions} executions, at most "
            f"{loop.rounds} rounds, {loop.requests} requests\n", f"    {loop.statement[:300]}"]
    told.append(f"    loop: {loop.place}")
    told += stack(loop)
    for site in scoring.dismissals(verdict.report, loop.statement):
        told.append(f"    report's site: {site['calls']} calls, {site['file']}:{site['line']}, "
                    f"{site['database_seconds'] * 1000:.2f} ms, verdict {site['verdict']}")
    return told


def stack(loop, around=7):
    shown = []
    for depth in range(len(loop.stack) - 1, -1, -1):
        if depth == loop.depth or depth > loop.depth - around:
            shown.append(f"      {'>' if depth == loop.depth else ' '} {loop.stack[depth]}")
    return shown[:12] + (["        ..."] if len(shown) > 12 else []) + [line for line in shown[12:] if " > " in line]


def untrue(title, finding):
    told = [f"\n### {title}: {finding.kind}, {finding.calls} calls\n", f"    {finding.statement[:300]}",
            f"    named: {finding.file}:{finding.line} in {finding.function}"]
    for frame in finding.stack[:14]:
        mark = ">" if frame.get("in_loop") else " "
        told.append(f"      {mark} {frame.get('function')} {frame.get('file') or frame.get('module')}:{frame.get('line')}")
    return told


def wrong_lines(loop, verdict, lines):
    told = []
    for finding in verdict.matches.get(id(loop), []):
        accepted = lines.accepted(loop)
        if not finding.right:
            told.append(f"\n### Line: {finding.kind}, {finding.calls} calls, {finding.statement[:160]}\n")
            told.append(f"    named: {finding.file}:{finding.line} in {finding.function}")
            told += [f"    right: {place}" for place in accepted]
            told += stack(loop)
    return told
