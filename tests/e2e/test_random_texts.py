"""Texts made up at random, as names of tables, columns and files, in every format: each is read by its own parser.

LOOPLINE_TEST_SEED repeats a run; a failure says which it was. LOOPLINE_TEST_ROUNDS makes it longer.
"""

import json
import os
import random
import re
import xml.etree.ElementTree

from harness import equal
from test_formats import FORMATS, HOSTILE, JSON_FORMATS, PROGRAM, Page, blocks_taken_out, forbidden

ROUNDS = int(os.environ.get("LOOPLINE_TEST_ROUNDS", "3"))
NAMES = 30
PIECES = [text.encode() for text in HOSTILE] + [
    b"`", b"``", b"~~~", b"<", b">", b"&", b"&#x3c;", b"<!--", b"<![CDATA[", b"]", b"*", b"_", b"#", b"{", b"}", b"|",
    b"[~user]", b"!", b"\n", b"\r", b"\t", b"\\n", b"\\u003c", b"\xff", b"\xc3", b"\xe2\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"\xef\xbf\xbe", "\U0001f600".encode(), "\u061c".encode(), "\ufeff".encode(), b"select", b"'", b'"', b"--", b"/*", b"*/",
    b" ", b"    ", b"a" * 300, b"https://evil.example/", b"data:text/html,", b"$(id)", b"%00", b"1", b"x",
]


def any_text(generator, number):
    text = b"".join(generator.choices(PIECES, k=generator.randint(1, 6)))
    return text[:400] + str(number).encode()  # each name is another one


def c_text(text):
    return '"' + "".join(f"\\{byte:03o}" for byte in text) + '"'


def record(context, generator, number):
    names = [any_text(generator, i) for i in range(NAMES)]
    file = b"/src/" + re.sub(rb"[\n\r]", b"", any_text(generator, number)).replace(b"/", b"") + b".c"
    folder = context.directory / f"round-{number}"
    folder.mkdir()
    (folder / "random.c").write_text(PROGRAM % {"names": ", ".join(map(c_text, names)), "file": c_text(file)})
    context.run(["gcc", "-w", "-O0", "-g", folder / "random.c", "-o", folder / "random", "-lsqlite3"]).expect(0)
    recording = context.record([folder / "random"])
    assert recording.report["loops"], recording.stderr
    return recording


def check_json(render):
    for name in JSON_FORMATS:
        json.loads(render(name))
    for name in ("ndjson", "otlp"):
        for line in render(name).rstrip("\n").split("\n"):
            json.loads(line)


def check_markup(render):
    suite = xml.etree.ElementTree.fromstring(render("junit"))
    equal({element.tag for element in suite.iter()}, {"testsuite", "testcase", "failure"}, "elements of JUnit")
    page = Page(render("html"))
    assert not {"img", "b", "iframe", "object", "base", "form"} & set(page.tags), page.tags
    equal(page.tags.count("script"), 2, "scripts")
    assert not [name for name, _ in page.attributes if name.startswith("on")], page.attributes
    assert not [value for name, value in page.attributes if name in ("href", "src") and not value.startswith("#")]


def check_tickets(render):
    outside = blocks_taken_out(render("markdown"))
    tags = set(re.findall(r"<(/?[a-zA-Z!]\w*)", outside))
    assert tags <= {"details", "/details", "summary", "/summary", "br"}, (tags, outside)
    equal(outside.count("<details>"), outside.count("</details>"), "details opened and closed")
    jira = render("jira")
    equal(jira.count("{noformat}") % 2, 0, "blocks opened and closed, an even number")
    assert not re.search(r"(?<!\\)\{code|(?<!\\)\[~|(?<!\\)\[link\|", "".join(jira.split("{noformat}")[::2])), jira


def check_lines(render):
    for line in render("folded").rstrip("\n").split("\n"):
        assert re.fullmatch(r"(?:[^;]+;)+[^;]+ \d+", line), line
    label = r'[a-z]+="(?:[^"\\\n]|\\["\\n])*"'
    for line in render("openmetrics").rstrip("\n").split("\n"):
        assert re.fullmatch(r"#.*|[a-z_]+\{" + label + r"(?:," + label + r")*\} [0-9.e+-]+", line), line


def test_random_texts_break_no_format(context):
    seed = os.environ.get("LOOPLINE_TEST_SEED") or str(random.randrange(1 << 32))
    generator = random.Random(seed)
    for number in range(ROUNDS):
        recording = record(context, generator, number)
        try:
            rendered = {name: recording.render(name) for name in FORMATS}
            for name, text in rendered.items():
                equal(forbidden(text), [], f"characters in {name}")
            for check in (check_json, check_markup, check_tickets, check_lines):
                check(rendered.get)
        except Exception as error:
            raise AssertionError(f"LOOPLINE_TEST_SEED={seed} LOOPLINE_TEST_ROUNDS={number + 1}: {error}") from error
