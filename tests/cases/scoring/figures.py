"""The tables at the end."""

import dataclasses

from pairing import ASPECTS

AIMS = {"precision": 1.0, "recall": 0.98, "line": 0.95}
COLUMNS = ("runs", "labels", "precision", "recall") + ASPECTS + ("dismissed", "quiet")


@dataclasses.dataclass
class Figures:
    """Sums over some verdicts; a fraction is [right, of]."""

    fractions: dict
    runs: int = 0
    labels: int = 0

    @classmethod
    def of(cls, verdicts):
        figures = cls({name: [0, 0] for name in COLUMNS[2:]})
        for verdict in verdicts:
            figures.add(verdict)
        return figures

    def add(self, verdict):
        self.runs += 1
        self.labels += len(verdict.expected)
        found = len(verdict.pairs)
        self.count("precision", found, found + len(verdict.wrong))
        self.count("recall", found, len(verdict.expected))
        if not verdict.expected:
            self.count("quiet", not verdict.wrong and not verdict.outcome.trouble, 1)
        for aspect, (right, of) in verdict.checks.items():
            self.count(aspect, right, of)

    def count(self, name, right, of):
        self.fractions[name][0] += right
        self.fractions[name][1] += of

    def value(self, name):
        right, of = self.fractions[name]
        return right / of if of else None

    def reaches_aims(self):
        return all(self.value(name) is None or self.value(name) >= aim for name, aim in AIMS.items())

    def cells(self):
        yield str(self.runs)
        yield str(self.labels)
        for name in COLUMNS[2:]:
            value = self.value(name)
            yield "-" if value is None else f"{value:.3f}"


def table(verdicts):
    """One row per language and database, per language, and in all, as text."""
    languages = sorted({verdict.outcome.run.program.language for verdict in verdicts})
    rows = [("",) + COLUMNS]
    for language in languages:
        of_language = [verdict for verdict in verdicts if verdict.outcome.run.program.language == language]
        for database in ("sqlite", "postgresql"):
            some = [verdict for verdict in of_language if verdict.outcome.run.database == database]
            if some:
                rows.append((f"{language}, {database}", *Figures.of(some).cells()))
        rows.append((language, *Figures.of(of_language).cells()))
    rows.append(("all", *Figures.of(verdicts).cells()))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        row[0].ljust(widths[0]) + "".join("  " + cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))
        for row in rows
    )


def summary(verdicts):
    all_of_them = Figures.of(verdicts)
    parts = []
    for name, (right, of) in all_of_them.fractions.items():
        if of and right < of:
            parts.append(f"{name} {right} of {of}")
    return ", ".join(parts) or "everything right"
