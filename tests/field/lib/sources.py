"""Loops as they stand in a Python source: told by the syntax tree, for lines that belong to one loop."""

import ast
import functools

STATEMENTS = (ast.For, ast.AsyncFor, ast.While)
LOOPS = (*STATEMENTS, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@functools.lru_cache(maxsize=None)
def loops_in(file, kinds=LOOPS):
    """(first line, last line) of each loop, inner ones last; nothing for what is no Python."""
    if not file.endswith(".py"):
        return []
    try:
        with open(file, encoding="utf-8") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return []
    found = [(node.lineno, node.end_lineno) for node in ast.walk(tree) if isinstance(node, kinds)]
    return sorted(found, key=lambda lines: (lines[0], -lines[1]))


def loop_line(file, line):
    """Where the innermost loop around the line begins; None where none is."""
    around = [first for first, last in loops_in(file) if first <= line <= last]
    return around[-1] if around else None


def same_loop(file, one, other):
    begin = loop_line(file, one)
    return begin is not None and begin == loop_line(file, other)


def is_statement_around(file, header, line):
    """Whether `header` begins the innermost `for` or `while` around the line: comprehensions are functions apart."""
    around = [first for first, last in loops_in(file, STATEMENTS) if first <= line <= last]
    return bool(around) and around[-1] == header


def loop_holds(file, header, line):
    """Whether a loop that begins at `header` goes as far as `line`."""
    return any(first == header and first <= line <= last for first, last in loops_in(file))
