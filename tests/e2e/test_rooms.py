"""scripts/lint-rooms: an include that goes up, or a circle, fails."""

import shutil

from harness import ROOT, each, equal

LINT = ROOT / "scripts/lint-rooms"

FORBIDDEN = {
    "a renderer that includes a command": ("src/report/json.c", '#include "cli/command.h"\n'),
    "the host that includes the command": ("src/shim/start.c", '#include "base/pool.h"\n'),
    "a driver that includes another": ("src/shim/sqlite/step.c", '#include "shim/postgresql/connections.h"\n'),
    "a room that includes one above": ("src/analyze/loops/nesting.c", '#include "analyze/judge/findings.h"\n'),
    "an include of nothing": ("src/base/pool.c", '#include "nowhere.h"\n'),
    "a call of our own hook": ("src/capture/interned/file.c", "void oops(void) {\n    close(3);\n}\n"),
}


def copy_of_sources(context):
    root = context.directory / "checkout"
    shutil.copytree(ROOT / "src", root / "src")
    shutil.copytree(ROOT / "include", root / "include")
    return root


def test_sources_keep_to_their_rooms(context):
    context.run([LINT, ROOT]).expect(0)


@each(*FORBIDDEN)
def test_forbidden(context, what):
    file, line = FORBIDDEN[what]
    root = copy_of_sources(context)
    with (root / file).open("a", encoding="utf-8") as source:
        source.write(line)
    ended = context.run([LINT, root]).expect(1)
    equal([told for told in ended.stderr.splitlines() if file not in told], [], "complaints about other files")


def test_circle(context):
    root = copy_of_sources(context)
    for one, other in (("one", "other"), ("other", "one")):
        (root / f"src/base/{one}.h").write_text(f"void {one}_call(void);\n")
        (root / f"src/base/{one}.c").write_text(f'#include "{other}.h"\nvoid {one}_call(void) {{\n    {other}_call();\n}}\n')
    ended = context.run([LINT, root]).expect(1)
    assert "src/base/one, src/base/other" in ended.stderr, ended.stderr
