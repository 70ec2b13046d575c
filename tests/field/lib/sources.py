"""Loops as they stand in a source, for lines that belong to one loop: Python's told by the syntax tree, those of PHP and
Perl by the braces after `for`, `foreach` and `while`."""

import ast
import functools
import re

STATEMENTS = (ast.For, ast.AsyncFor, ast.While)
LOOPS = (*STATEMENTS, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@functools.lru_cache(maxsize=None)
def loops_in(file, kinds=LOOPS):
    """(first line, last line) of each loop, inner ones last; nothing for what is in another language."""
    if not file.endswith((".py", *BRACES)):
        return []
    try:
        with open(file, encoding="utf-8", errors="replace") as source:
            text = source.read()
        if file.endswith(BRACES):
            found = loops_by_braces(text)
        else:
            found = [(node.lineno, node.end_lineno) for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    except (OSError, SyntaxError, ValueError):
        return []
    return sorted(found, key=lambda lines: (lines[0], -lines[1]))


BRACES = (".php", ".pl", ".pm", ".t")
QUOTED = re.compile(r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<![\w$@%&])(?:#|//)[^\n]*|/\*.*?\*/""", re.DOTALL)
LOOP_WORD = re.compile(r"(?<![\w$>:])(?:for|foreach|while)\b[^{};]*?\((?:[^{};]|\{[^{}]*\}|;(?=[^{}]*\)\s*\{))*?\)\s*\{")


def loops_by_braces(text):
    """Quoted texts and comments are blanked first, line by line."""
    text = QUOTED.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    found = []
    for word in LOOP_WORD.finditer(text):
        end, depth = word.end(), 1
        while end < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        found.append((text.count("\n", 0, word.start()) + 1, text.count("\n", 0, end) + 1))
    return found


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


def statements_around(file, line):
    """The `for` and `while` statements around a line, as (first line, last line), the innermost first."""
    return [(first, last) for first, last in reversed(loops_in(file, STATEMENTS)) if first <= line <= last]


def loop_holds(file, header, line):
    """Whether a loop that begins at `header` goes as far as `line`."""
    return any(first == header and first <= line <= last for first, last in loops_in(file))
