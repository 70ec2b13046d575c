"""Every format of the report, read by a parser of its own; texts that were made to break them included."""

import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

from harness import ROOT, each, equal, skip

FORMATS = ("text", "json", "markdown", "jira", "html", "sarif", "code-quality", "junit", "folded", "speedscope",
           "ndjson", "openmetrics", "otlp")
JSON_FORMATS = ("json", "sarif", "code-quality", "speedscope")
AUTHORS = ("apps/authors/authors.c", "apps/authors/database_sqlite.c")

# Names of tables, columns and files may hold anything. Each of these ends something in one of the formats.
HOSTILE = [
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(2)>", "```\n# heading", "{noformat}", "{code}",
    "]]>", "-->", "\x1b[31mred\x1b]0;title\x07", "\u202egnp.exe", "@everyone #1 !x(y)", "[link](http://evil.example)",
    "| cell |", "&lt;b&gt;", "\\", "'\"`", "${7*7}{{7*7}}", "\u2028", "\x7f\x9b31m", "a;b c", "</details></summary>",
    "javascript:alert(3)", "%s%n", "=cmd()",
]

PROGRAM = r"""
#include <sqlite3.h>
#include <stdio.h>

static const char *const names[] = {%(names)s};

static void look_up(sqlite3 *database, const char *name, int value) {
    char text[1024];
    sqlite3_snprintf(sizeof(text), text, "select \"%%w\" from \"%%w\" where id = ?", name, name);
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(database, text, -1, &statement, NULL) != SQLITE_OK)
        printf("%%s\n", sqlite3_errmsg(database));
    sqlite3_bind_int(statement, 1, value);
    while (sqlite3_step(statement) == SQLITE_ROW)
        continue;
    sqlite3_finalize(statement);
}

int main(void) {
    sqlite3 *database;
    sqlite3_open(":memory:", &database);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        char text[1024];
        sqlite3_snprintf(sizeof(text), text, "create table \"%%w\"(id integer primary key, \"%%w\" text)", names[i],
                         names[i]);
        sqlite3_exec(database, text, NULL, NULL, NULL);
#line 7 %(file)s
        for (int value = 0; value < 10; value++)
            look_up(database, names[i], value);
    }
    sqlite3_close(database);
    return 0;
}
"""


def c_text(text):
    return '"' + "".join(f"\\{byte:03o}" for byte in text.encode()) + '"'


def record(context):
    return context.record([context.compile(*AUTHORS, flags=["-O0", "-g"], libraries=["-lsqlite3"])])


def record_hostile(context):
    file = '"/src/</script><b>\\"```|]]>.c"'
    source = context.directory / "hostile.c"
    source.write_text(PROGRAM % {"names": ", ".join(map(c_text, HOSTILE)), "file": file})
    program = context.directory / "hostile"
    context.run(["gcc", "-O0", "-g", source, "-o", program, "-lsqlite3"]).expect(0)
    recording = context.record([program])
    assert recording.report["loops"], recording.stderr
    return recording


def forbidden(text):
    """Control characters and marks that reorder text; a line's end is fine."""
    return re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]", text)


class Page(html.parser.HTMLParser):
    """What a browser would take for elements and attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


# ---- texts made to break formats --------------------------------------------------------------------------


def test_no_format_passes_control_characters(context):
    recording = record_hostile(context)
    for name in FORMATS:
        equal(forbidden(recording.render(name)), [], f"characters in {name}")


def test_json_formats_are_json(context):
    recording = record_hostile(context)
    for name in JSON_FORMATS:
        json.loads(recording.render(name))


def test_formats_of_lines_are_json_in_each_line(context):
    recording = record_hostile(context)
    loops = [json.loads(line) for line in recording.render("ndjson").splitlines()]
    equal(len(loops), len(recording.report["findings"]), "lines")
    requests = [json.loads(line) for line in recording.render("otlp").splitlines()]
    equal([list(request) for request in requests], [["resourceLogs"], ["resourceMetrics"]], "requests")
    records = requests[0]["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
    equal(len(records), len(loops), "log records")


def resource_of(context, recording, **variables):
    environment = {"OTEL_SERVICE_NAME": None, "OTEL_RESOURCE_ATTRIBUTES": None, **variables}
    argv = [context.loopline, "export", "-f", "otlp", *recording.captures]
    lines = context.run(argv, env=environment).expect(0).stdout.splitlines()
    resources = [json.loads(line)[key][0]["resource"]["attributes"]
                 for line, key in zip(lines, ("resourceLogs", "resourceMetrics"))]
    equal(resources[0], resources[1], "resource of logs and of metrics")
    found = {attribute["key"]: list(attribute["value"].values())[0] for attribute in resources[0]}
    equal(len(found), len(resources[0]), "different attributes")
    assert found.pop("process.pid").isdigit() and found.pop("process.executable.path"), found
    return found


def test_service_is_what_open_telemetry_calls_it(context):
    """By the names of the specification; a list with an error in it is none."""
    recording = record(context)
    program = resource_of(context, recording)["service.name"]
    equal(resource_of(context, recording, OTEL_SERVICE_NAME="shop")["service.name"], "shop", "OTEL_SERVICE_NAME")
    attributes = "service.name=store, deployment.environment.name=a%2Cb%20c ,process.pid=7"
    expected = {"service.name": "store", "deployment.environment.name": "a,b c"}
    equal(resource_of(context, recording, OTEL_RESOURCE_ATTRIBUTES=attributes), expected, "OTEL_RESOURCE_ATTRIBUTES")
    both = resource_of(context, recording, OTEL_RESOURCE_ATTRIBUTES=attributes, OTEL_SERVICE_NAME="shop")
    equal(both, {**expected, "service.name": "shop"}, "both")
    for wrong in ("service.name", "a=%2", "=x", "service.name=%zz"):
        equal(resource_of(context, recording, OTEL_RESOURCE_ATTRIBUTES=wrong), {"service.name": program}, wrong)
    service = {"OTEL_SERVICE_NAME": "a\x1b\"b"}
    argv = [context.loopline, "export", "-f", "openmetrics", *recording.captures]
    text = context.run(argv, env=service).expect(0).stdout
    assert "\x1b" not in text and 'service="a\\\\x1B\\"b"' in text.replace("x1b", "x1B"), text


def test_open_metrics_by_its_grammar(context):
    text = record_hostile(context).render("openmetrics")
    label = r'[a-z]+="(?:[^"\\\n]|\\["\\n])*"'
    lines = text.split("\n")
    equal(lines[-2:], ["# EOF", ""], "end")
    for line in lines[:-2]:
        assert re.fullmatch(r"# (?:TYPE|UNIT|HELP) [a-z_]+ .+|[a-z_]+\{" + label + r"(?:," + label + r")*\} [0-9.e+-]+", line), line
    loops = [int(line.split(" ")[-1]) for line in lines if line.startswith("loopline_loop_statements_total")]
    equal(sum(loops), 10 * len(HOSTILE), "statements of the loops")


def test_a_report_takes_the_place_of_the_old_one_when_it_is_whole(context):
    recording = record(context)
    path = context.directory / "loops.prom"
    path.write_text("old")
    with path.open() as old:
        context.run([context.loopline, "report", "-f", "openmetrics", "-o", path, recording.directory]).expect(0)
        equal(old.read(), "old", "what a reader had open")
    assert path.read_text().endswith("# EOF\n"), path.read_text()
    equal(sorted(file.name for file in context.directory.glob("loops*")), ["loops.prom"], "files")


def test_junit_is_xml(context):
    suite = xml.etree.ElementTree.fromstring(record_hostile(context).render("junit"))
    equal({element.tag for element in suite.iter()}, {"testsuite", "testcase", "failure"}, "elements")


def test_html_has_no_element_of_its_data(context):
    page = Page(record_hostile(context).render("html"))
    equal(page.tags.count("script"), Page(record(context).render("html")).tags.count("script"), "scripts")
    assert "img" not in page.tags and "b" not in page.tags, page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on")], page.attributes
    assert not [value for name, value in page.attributes if name in ("href", "src") and not value.startswith("#")]


def blocks_taken_out(text):
    """Markdown without what stands in fences and in code; a fence is closed by one that is as long."""
    lines, fence = [], None
    for line in text.split("\n"):
        run = re.match(r"`{3,}", line)
        if fence:
            if run and line.strip("`") == "" and len(run.group()) >= len(fence):
                fence = None
            continue
        if run:
            fence = run.group()
            continue
        lines.append(re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", line))
    equal(fence, None, "a fence left open")
    return "\n".join(lines)


def test_markdown_keeps_texts_in_their_blocks(context):
    outside = blocks_taken_out(record_hostile(context).render("markdown"))
    for mark in ("<script", "<img", "@everyone", "](http", "{noformat}", "</summary><", "javascript:"):
        assert mark not in outside, (mark, outside)
    equal(outside.count("<details>"), outside.count("</details>"), "details opened and closed")


def test_jira_keeps_texts_in_their_blocks(context):
    text = record_hostile(context).render("jira")
    equal(text.count("{noformat}") % 2, 0, "blocks opened and closed, an even number")
    outside = "".join(text.split("{noformat}")[::2])
    assert "[link|" not in outside and "{code}" not in outside, outside


def test_functions_with_names_of_jira_macros_begin_no_block(context):
    program = context.directory / "names.py"
    program.write_text(
        "import sqlite3\ndatabase = sqlite3.connect(':memory:')\n"
        "database.execute('create table authors (id integer primary key, name text)')\n"
        "def noformat(n):\n    database.execute('select name from authors where id = ?', (n,)).fetchall()\n"
        "def code():\n    for n in range(20):\n        noformat(n)\ncode()\n"
    )
    text = context.record([sys.executable, program]).render("jira")
    assert "in noformat" in text and "in code" in text and "{{noformat" not in text and "{{code" not in text, text


def test_folded_stacks_are_a_line_each(context):
    for line in record_hostile(context).render("folded").splitlines():
        assert re.fullmatch(r"(?:[^;]+;)+[^;]+ \d+", line), line


# ---- limits -----------------------------------------------------------------------------------------------


def record_many_loops(context, executions=6):
    """A hundred and fifty loops that look up `executions` rows each."""
    loops = "".join(
        f"void loop_{number}(void) {{\n    for (int i = 0; i < rounds; i++)\n        look_up({number}, i);\n}}\n"
        for number in range(150)
    )
    calls = "".join(f"    loop_{number}();\n" for number in range(150))
    source = context.directory / "many.c"
    source.write_text(
        "#include <sqlite3.h>\n#include <stdlib.h>\nstatic sqlite3 *database;\nstatic int rounds;\n"
        "static const char *const name = \"a_column_with_a_name_that_fills_tickets_\";\n"
        "static void look_up(int table, int value) {\n"
        "    char text[999];\n    sqlite3_stmt *statement;\n"
        "    sqlite3_snprintf(sizeof(text), text, \"select %s%d from (select 1 as %s%d) where %s%d <> ?\",\n"
        "        name, table, name, table, name, table);\n"
        "    sqlite3_prepare_v2(database, text, -1, &statement, 0);\n    sqlite3_bind_int(statement, 1, value);\n"
        "    sqlite3_step(statement);\n    sqlite3_finalize(statement);\n}\n"
        + loops + "int main(int count, char **arguments) {\n    rounds = atoi(arguments[count - 1]);\n"
        "    sqlite3_open(\":memory:\", &database);\n" + calls + "    return 0;\n}\n"
    )
    program = context.directory / "many"
    if not program.exists():
        context.run(["gcc", "-O0", "-g", source, "-o", program, "-lsqlite3"]).expect(0)
    recording = context.record([program, str(executions)])
    equal(len(recording.report["loops"]), 150, "loops")
    return recording


def check_limit(whole, text, limit):
    """Of the whole as much as the limit allows, and it says so."""
    assert len(whole) > limit >= len(text) > limit // 2, (len(whole), len(text))
    assert "left out" in text and "left out" not in whole
    equal(text.count("<details>"), text.count("</details>"), "details opened and closed")
    equal(text.count("{noformat}") % 2, 0, "an even number of block ends")
    equal(text.count("```") % 2, 0, "an even number of fences")


@each(("markdown", "github", 60000), ("markdown", "jira", 32000), ("jira", "jira", 32000))
def test_whole_loops_are_left_out(context, case):
    report_format, site, limit = case
    recording = record_many_loops(context)
    check_limit(recording.render(report_format), recording.render(report_format, "--limit", site), limit)


def test_whole_loops_of_a_comparison_are_left_out(context):
    """In Markdown whole rows; Jira's markup has a ticket for what is new or worse, as of a report."""
    before, after = record_many_loops(context), record_many_loops(context, executions=12)

    def diff(*options):
        argv = [context.loopline, "diff", *options, before.directory, after.directory]
        return context.run(argv).expect(1).stdout

    check_limit(diff("-f", "jira"), diff("-f", "jira", "--limit", "jira"), 32000)
    whole = diff("-f", "markdown")
    equal(diff("-f", "markdown", "--limit", "gitlab"), whole, "a comparison that GitLab takes")
    text = diff("-f", "markdown", "--limit", "jira")
    rows = text.split("\n\n")[2].splitlines()
    left_out = int(re.search(r"\*\*(\d+) of 150 loops left out\*\*", text)[1])
    equal(len(rows) - 2 + left_out, 150, "loops in rows, and left out")
    assert all(row.startswith("| worse |") and row.endswith(" |") for row in rows[2:]), rows
    assert len(whole) > 32000 >= len(text) > 24000, (len(whole), len(text))


# ---- formats for machines ---------------------------------------------------------------------------------


def in_repository(context, shift=0):
    """A recording of a program whose source lies in a repository of its own, `shift` lines further down."""
    top = context.directory / "repository"
    (top / ".git").mkdir(parents=True, exist_ok=True)
    (top / "source code").mkdir(exist_ok=True)
    for name in ("authors.c", "database_sqlite.c", "database.h"):
        text = (ROOT / "tests/apps/authors" / name).read_text()
        (top / "source code" / name).write_text("\n" * shift + text)
    sources = [top / "source code" / name for name in ("authors.c", "database_sqlite.c")]
    program = context.directory / f"authors-{shift}"
    context.run(["gcc", "-O0", "-g", *sources, "-o", program, "-lsqlite3"]).expect(0)
    return context.record([program])


def test_sarif_names_the_line_in_the_repository(context):
    result, = json.loads(in_repository(context).render("sarif"))["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    equal(place["artifactLocation"]["uri"], "source%20code/authors.c", "uri")
    line = context.line("apps/authors/authors.c", "loop line")
    equal(place["region"], {"startLine": line}, "region")
    assert len(result["message"]["text"]) <= 1024


def test_junit_names_the_line_in_the_repository(context):
    case, = xml.etree.ElementTree.fromstring(in_repository(context).render("junit"))
    line = context.line("apps/authors/authors.c", "loop line")
    equal(case.get("file"), "source code/authors.c", "file")
    assert case.get("name").startswith(f"source code/authors.c:{line} in "), case.get("name")


def test_fingerprints_survive_a_shift_of_lines(context):
    first, second = in_repository(context), in_repository(context, shift=50)

    def alert(recording):
        return json.loads(recording.render("sarif"))["runs"][0]["results"][0]

    def entry(recording):
        return json.loads(recording.render("code-quality"))[0]

    equal(alert(first)["partialFingerprints"], alert(second)["partialFingerprints"], "fingerprints of SARIF")
    equal(entry(first)["fingerprint"], entry(second)["fingerprint"], "fingerprint of Code Quality")
    lines = [entry(recording)["location"]["lines"]["begin"] for recording in (first, second)]
    equal(lines[1] - lines[0], 50, "lines between the two")


def test_path_map_leads_from_a_container_to_the_repository(context):
    recording = in_repository(context)
    moved = context.directory / "elsewhere"
    (context.directory / "repository").rename(moved)
    equal(json.loads(recording.render("code-quality")), [], "entries without a map")
    mapped = json.loads(recording.render(
        "code-quality", "--path-map", f"{context.directory}/repository={moved}"))
    equal(mapped[0]["location"]["path"], "source code/authors.c", "path")


def validate(document, schema):
    try:
        import jsonschema
    except ImportError:
        skip("python3-jsonschema is not installed: scripts/setup test")
    jsonschema.Draft7Validator.check_schema(schema)
    errors = sorted(jsonschema.Draft7Validator(schema).iter_errors(document), key=lambda error: list(error.path))
    assert not errors, "\n".join(f"{list(error.absolute_path)}: {error.message}" for error in errors[:10])


def schema(name):
    return json.loads((ROOT / "src/report/schema" / name).read_text())


def test_json_fits_its_schema(context):
    for recording in (record(context), record_hostile(context)):
        validate(recording.report, schema("report.json"))


SARIF_SCHEMA = 'serde-sarif = "=0.8.0"'  # a crate that holds the schema as the standard's authors publish it


def sarif_schema(context):
    """The official schema of SARIF 2.1.0, by cargo: neither Debian nor PyPI has it."""
    cargo = shutil.which("cargo")
    if not cargo:
        skip("no cargo, which brings the official schema of SARIF")
    project = context.directory / "schema"
    (project / "src").mkdir(parents=True)
    (project / "src/lib.rs").touch()
    (project / "Cargo.toml").write_text(
        f'[package]\nname = "schema"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n{SARIF_SCHEMA}\n')
    vendored = context.run([cargo, "vendor", "--quiet", "vendor"], cwd=project, timeout=120)
    if vendored.status != 0:
        skip(f"cargo cannot fetch the official schema of SARIF: {vendored.stderr.strip().splitlines()[-1:]}")
    return json.loads((project / "vendor/serde-sarif/src/schema.json").read_text())


def test_sarif_fits_the_official_schema(context):
    official = sarif_schema(context)
    for recording in (in_repository(context), record_hostile(context)):
        validate(json.loads(recording.render("sarif")), official)


def test_speedscope_refers_to_frames_that_are_there(context):
    document = json.loads(record(context).render("speedscope"))
    frames = len(document["shared"]["frames"])
    for profile in document["profiles"]:
        equal(len(profile["samples"]), len(profile["weights"]), "samples and weights")
        assert all(0 <= frame < frames for sample in profile["samples"] for frame in sample)
        assert abs(sum(profile["weights"]) - profile["endValue"]) < 1e-6


# ---- the page in a browser --------------------------------------------------------------------------------

# Finds the first loop by keyboard alone, then looks for what does not exist; says in the title what it saw.
BY_KEYBOARD = """
<script>
const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
const type = (text) => { const field = document.activeElement; field.value = text;
  field.dispatchEvent(new Event('input', {bubbles: true})); };
const shown = () => [...document.querySelectorAll('tr[data-loop]')].filter((row) => !row.hidden).length;
press('/');
const focused = document.activeElement.id;
type('list_posts');
const found = shown();
type('there is no such loop');
document.title = [focused, found, shown(), document.querySelectorAll('#sites tr').length,
  document.querySelectorAll('#flame button').length > 3, document.querySelectorAll('#timeline i').length > 0].join(' ');
</script>
"""


def browser():
    path = shutil.which("chromium")
    if not path:
        skip("no chromium: scripts/setup browser installs it")
    return [path, "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"]


def test_page_works_in_a_browser(context):
    page = context.directory / "page.html"
    page.write_text(record(context).render("html").replace("</body>", BY_KEYBOARD + "</body>"))
    seen = context.run([*browser(), f"--user-data-dir={context.directory}/profile", "--dump-dom", f"file://{page}"],
                       timeout=120).expect(0)
    assert "CONSOLE" not in seen.stderr, [line for line in seen.stderr.splitlines() if "CONSOLE" in line]
    title = re.search("<title>(.*?)</title>", seen.stdout).group(1)
    equal(title, "search 1 0 0 true true", "what the keyboard found")


class Keyboard:
    """Chromium with a page, and keys that are pressed as a user presses them (DevTools over a pipe: no port)."""

    CODES = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowRight": 39, "ArrowDown": 40}

    def __init__(self, context, page):
        here, there = os.pipe(), os.pipe()
        command = [*browser(), "--remote-debugging-pipe", f"--user-data-dir={context.directory}/profile", f"file://{page}"]
        redirected = "exec 3<&%d 4>&%d \"$@\"" % (here[0], there[1])
        self.process = subprocess.Popen(["bash", "-c", redirected, "bash", *command], pass_fds=(here[0], there[1]),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(here[0])
        os.close(there[1])
        self.commands, self.answers = os.fdopen(here[1], "wb"), os.fdopen(there[0], "rb")
        self.number, self.session = 0, None
        while not (pages := [target for target in self.ask("Target.getTargets")["targetInfos"] if target["type"] == "page"]):
            pass
        self.session = self.ask("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]
        self.ask("Emulation.setFocusEmulationEnabled", enabled=True)
        while self.see("location.protocol + document.readyState") != "file:complete":
            pass

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        self.commands.write(json.dumps(message).encode() + b"\0")
        self.commands.flush()
        while True:
            text = b""
            while not text.endswith(b"\0"):
                byte = self.answers.read(1)
                assert byte, "Chromium has ended"
                text += byte
            answer = json.loads(text[:-1])
            if answer.get("id") == self.number:
                return answer["result"]

    def see(self, expression):
        return self.ask("Runtime.evaluate", expression=expression)["result"].get("value")

    def press(self, *keys):
        for key in keys:
            press = {"key": key, "windowsVirtualKeyCode": self.CODES.get(key, ord(key.upper()[0]))}
            text = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
            self.ask("Input.dispatchKeyEvent", type="keyDown", **press, **text)
            self.ask("Input.dispatchKeyEvent", type="keyUp", **press)

    def end(self):
        self.ask("Browser.close")
        self.process.wait(timeout=60)
        self.commands.close()
        self.answers.close()


def test_a_loop_is_found_by_keyboard_alone(context):
    """A slash, a word, then Tab and Enter lead to the loop; its stack opens, and the flame view zooms."""
    page = context.directory / "page.html"
    page.write_text(record(context).render("html"))
    keyboard = Keyboard(context, page)
    keyboard.press("/", *"list_posts")
    equal(keyboard.see("document.activeElement.value"), "list_posts", "what was typed")

    def tab_to(what):
        for _ in range(40):
            keyboard.press("Tab")
            if keyboard.see(f"document.activeElement.matches('{what}')"):
                return
        raise AssertionError(f"Tab does not lead to {what}")

    tab_to("#loops a")
    keyboard.press("Enter")
    equal(keyboard.see("location.hash"), "#loop-1", "where Enter leads")
    tab_to("#loop-1 summary")
    keyboard.press("Enter")
    equal(keyboard.see("document.activeElement.parentElement.open"), True, "its stack is open")
    tab_to("#flame button")
    focused = "document.activeElement.textContent"
    everything = keyboard.see(focused)
    for key, name in (("ArrowDown", "main"), ("ArrowDown", ""), ("ArrowRight", "list_posts")):
        for _ in range(10):
            keyboard.press(key)
            if keyboard.see(focused).startswith(name):
                break
        assert keyboard.see(focused).startswith(name), keyboard.see(focused)
    keyboard.press("Enter")
    assert keyboard.see("document.querySelector('#flame button').textContent").startswith("list_posts"), "zoomed in"
    keyboard.press("Escape")
    equal(keyboard.see(focused), everything, "zoomed out")
    keyboard.end()


def test_hostile_page_runs_no_script_of_its_data(context):
    page = context.directory / "page.html"
    page.write_text(record_hostile(context).render("html"))
    seen = context.run([*browser(), f"--user-data-dir={context.directory}/profile", "--dump-dom", f"file://{page}"],
                       timeout=120).expect(0)
    assert "CONSOLE" not in seen.stderr, [line for line in seen.stderr.splitlines() if "CONSOLE" in line]
    assert "<img" not in seen.stdout.split("<script")[0]


def comparison_page(context, before, after):
    """The page of `loopline diff`, as text, and as Chromium shows it without a word on its console."""
    page = context.directory / "comparison.html"
    argv = [context.loopline, "diff", "--format", "html", "--output", page, before.directory, after.directory]
    assert context.run(argv).status in (0, 1)
    seen = context.run([*browser(), f"--user-data-dir={context.directory}/profile", "--dump-dom", f"file://{page}"],
                       timeout=120).expect(0)
    assert "CONSOLE" not in seen.stderr, [line for line in seen.stderr.splitlines() if "CONSOLE" in line]
    return page.read_text(), seen.stdout


def test_comparison_shows_what_is_gone_and_where(context):
    program = context.compile(*AUTHORS, flags=["-O0", "-g"], libraries=["-lsqlite3"])
    page, shown = comparison_page(context, context.record([program]), context.record([program, "--join"]))
    equal(re.search("<h1>(.*?)</h1>", page).group(1), "Loops: 1 gone", "heading")
    row, = re.findall("<tr data-loop.*?</tr>", shown, re.DOTALL)
    assert "100 → 0" in row and "authors.c:" in row, row
    flame = dict(re.findall('<button[^>]*class="(\\w+)"[^>]*>([^<]*list_posts[^<]*)<', shown)[::-1])
    equal(flame, {"less": "▼ list_posts  authors.c", "more": "▲ list_posts_joined  authors.c"}, "call paths")


def test_comparison_of_hostile_texts(context):
    recording = record_hostile(context)
    page, shown = comparison_page(context, recording, recording)
    equal(forbidden(page), [], "control characters")
    assert "<img" not in shown.split("<script")[0]
    tags = set(Page(page).tags)
    assert not tags & {"img", "b"} and tags >= {"table", "script"}, tags


# ---- terminals --------------------------------------------------------------------------------------------


def on_terminal(context, argv, columns, variables=None):
    """Standard output of a command on a terminal of so many columns."""
    script = (
        "import fcntl, os, pty, struct, sys, termios\n"
        "parent, child = os.openpty()\n"
        f"fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack('HHHH', 24, {columns}, 0, 0))\n"
        "if os.fork() == 0:\n"
        "    os.dup2(child, 1)\n    os.close(parent)\n    os.close(child)\n    os.execv(sys.argv[1], sys.argv[1:])\n"
        "os.close(child)\n"
        "try:\n    while chunk := os.read(parent, 65536):\n        os.write(1, chunk)\n"
        "except OSError:\n    pass\n"
    )
    environment = {"TERM": "xterm", "COLUMNS": None, "NO_COLOR": None, **(variables or {})}
    return context.run(["python3", "-c", script, *argv], env=environment).expect(0).stdout


@each(60, 80, 132)
def test_text_is_as_wide_as_the_terminal(context, columns):
    recording = record(context)
    argv = [context.loopline, "report", *recording.captures]
    text = re.sub("\x1b\\[[0-9;]*m", "", on_terminal(context, argv, columns))
    widest = max(len(line.rstrip("\r")) for line in text.split("\n"))
    assert columns - 20 <= widest <= columns, widest


def test_colours_are_for_terminals(context):
    recording = record(context)
    argv = [context.loopline, "report", *recording.captures]
    assert "\x1b[" in on_terminal(context, argv, 80)
    assert "\x1b[" not in on_terminal(context, argv, 80, {"NO_COLOR": "1"})
    assert "\x1b[" not in on_terminal(context, [*argv, "--color", "never"], 80)
    assert "\x1b[" not in context.run(argv).stdout
    assert "\x1b[" in context.run([*argv, "--color=always"]).stdout


SLOW_DISK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
#include <unistd.h>

ssize_t pread(int file, void *bytes, size_t size, off_t offset) {
    ssize_t (*next)(int, void *, size_t, off_t) = (ssize_t (*)(int, void *, size_t, off_t))dlsym(RTLD_NEXT, "pread");
    struct timespec left = {0, 700000000};
    static int calls;
    while (calls == 0 && nanosleep(&left, &left)) /* through the signals of the progress */
        continue;
    calls++;
    return next(file, bytes, size, offset);
}
"""


def test_progress_is_for_terminals_and_for_what_takes_long(context):
    recording = record(context)
    (context.directory / "slow.c").write_text(SLOW_DISK)
    slow = context.directory / "slow.so"
    context.run(["gcc", "-shared", "-fPIC", "-o", slow, "slow.c", "-ldl"]).expect(0)
    report = ["env", f"LD_PRELOAD={slow}", context.loopline, "report", *recording.captures]
    to_terminal = ["sh", "-c", 'exec "$@" 2>&1 >/dev/null', "sh"]
    shown = on_terminal(context, ["/usr/bin/env", *to_terminal, *report], 80)
    assert "loopline: reading captures" in shown and shown.endswith("\r\x1b[K"), repr(shown)
    equal(on_terminal(context, ["/usr/bin/env", *to_terminal, *report[2:]], 80), "", "progress of what is fast")
    equal(context.run(report).expect(0).stderr, "", "progress where nobody looks")
