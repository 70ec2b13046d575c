"""The loader under the shim's hooks: dlopen, dlsym and dlclose mean what they meant."""

import os
import platform
import re

from cases import ALL_ITEMS, ITEM_BY_ID, SETUP, case, check_counts, check_loop, check_statements, line, plugin, sum_of
from harness import each, equal, skip
from test_callers import dlsym_program, sqlite_file


def instructions(context, function):
    """Of an exported function of the shim: the mnemonics with their operands."""
    text = context.run(["objdump", "-d", "--no-show-raw-insn", context.shim]).expect(0).stdout
    body = re.search(rf"^[0-9a-f]+ <{function}>:\n((?:.+\n)+)", text, re.MULTILINE).group(1)
    return [line.split("\t", 1)[1].split("#")[0].strip() for line in body.splitlines()]


@each("dlopen", "dlsym")
def test_wrappers_are_tail_calls(context, function):
    """glibc takes the return address for the caller: no frame of the shim may stand in between."""
    if platform.machine() != "x86_64":
        skip("reads x86-64 instructions")
    body = instructions(context, function)
    jump = next((place for place, text in enumerate(body) if re.match(r"(notrack )?jmp +\*", text)), None)
    assert jump is not None, body
    depth = 0
    for text in body[:jump]:
        moved = re.match(r"(sub|add) +\$0x([0-9a-f]+),%rsp", text)
        depth += int(moved.group(2), 16) * (1 if moved.group(1) == "sub" else -1) if moved else 0
        depth += 8 * text.startswith("push") - 8 * text.startswith("pop")
    equal(depth, 0, "bytes of stack held at the jump")


def test_runpath_of_the_caller(context):
    """A bare name is found by the RUNPATH of the library that asks for it, and by no other."""
    directory = context.directory / "hidden"
    directory.mkdir()
    os.symlink(plugin(context, "runpath_hidden.c", libraries=[]), directory / "libhidden.so")
    asking = context.directory / "asking.so"
    context.run(["gcc", "-shared", "-fPIC", context.source("cases/shim/runpath_plugin.c"), "-o", asking,
                 f"-Wl,-rpath,{directory},--enable-new-dtags"]).expect(0)
    recording = context.record([case(context, "runpath_main.c"), asking]).expect(0)
    equal(recording.stdout, "found; from the program: not found\n", "standard output")


@each("wrapper first", "wrapper last", "wrapper first, by handle", "wrapper last, by handle")
def test_beside_another_preload(context, order):
    """Both see every call: the other library asks for the next function by RTLD_NEXT, or SQLite for its own."""
    flags = ["-DBY_HANDLE"] if "by handle" in order else []
    wrapper = plugin(context, "preload_wrapper.c", *flags, libraries=[])
    libraries = [str(wrapper), str(context.shim)]
    if "wrapper last" in order:
        libraries.reverse()
    program = case(context, "callers_main.c")
    alone = context.run([program], env={"LD_PRELOAD": wrapper}).expect(0)
    recording = context.record([program], env={"LD_PRELOAD": ":".join(libraries)}).expect(0)
    equal(recording.stdout, alone.stdout, "standard output")
    equal(recording.stderr, alone.stderr, "what the wrapper saw")
    check_counts(recording.report, {ITEM_BY_ID: 20})
    check_statements(recording, SETUP + 20)


def test_dlsym_past_another_preload(context):
    """What dlsym finds in SQLite goes to SQLite, and not to a library that stands before it."""
    wrapper = plugin(context, "preload_wrapper.c", libraries=[])
    program = [dlsym_program(context, linked=True), sqlite_file(context)]
    alone = context.run(program, env={"LD_PRELOAD": wrapper}).expect(0)
    equal(alone.stderr, "the wrapper saw 5 steps\n", "what the wrapper sees alone: sqlite3_exec's own")
    recording = context.record(program, env={"LD_PRELOAD": f"{context.shim}:{wrapper}"}).expect(0)
    equal(recording.stderr, alone.stderr, "what the wrapper saw")
    check_counts(recording.report, {ITEM_BY_ID: 20})


def test_plugin_at_the_place_of_another(context):
    """What the unwinder remembers of the first plug-in's frames does not hold for the second's."""
    if platform.machine() != "x86_64":
        skip("frames written for x86-64")
    first, second = plugin(context, "frames_plugin.c"), plugin(context, "frames_plugin.c", "-DSECOND")
    program = case(context, "frames.c", libraries=["-lsqlite3", "-ldl"])
    plain = context.run([program, first, second]).expect(0)
    recording = context.record([program, first, second]).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")
    if not recording.stdout.startswith("same place"):
        skip("the loader put the second plug-in elsewhere")
    check_counts(recording.report, {ITEM_BY_ID: 30 + 70})
    by_calls = {finding["calls"]: finding for finding in recording.findings()}
    equal(sorted(by_calls), [30, 70], "calls of the findings")
    check_loop(context, by_calls[30], "frames_plugin.c", "first loop line")
    check_loop(context, by_calls[70], "frames_plugin.c", "second loop line")


def test_plugin_opened_and_closed_a_thousand_times(context):
    recording = context.record([case(context, "reload.c", libraries=["-ldl"]), plugin(context, "callers_library.c"),
                                "1000"]).expect(0)
    equal(recording.stdout, "5000 rows\n", "standard output")
    check_counts(recording.report, {ITEM_BY_ID: 5000})
    check_statements(recording, 1000 * (SETUP + 5))
    assert recording.captures[0].stat().st_size < 1 << 18, recording.captures[0].stat()
    equal(len([site for site in recording.report["sites"] if site["statement"] == ITEM_BY_ID]), 1, "call sites")


def test_plugin_opened_at_a_new_place_each_time(context):
    recording = context.record([case(context, "reload.c", libraries=["-ldl"]), plugin(context, "callers_library.c"),
                                "100", "move"]).expect(0)
    check_counts(recording.report, {ITEM_BY_ID: 500})
    check_statements(recording, 100 * (SETUP + 5))


def test_sqlite_opened_at_a_new_place_each_time(context):
    recording = context.record([case(context, "reload_dlsym.c", libraries=["-ldl"]), sqlite_file(context),
                                "100"]).expect(0)
    equal(recording.stdout, "100 times\n", "standard output")
    check_statements(recording, 100)
