"""Calls are seen, and reach the library they are meant for, however the program got at the library."""

import pathlib
import re
import shutil

import cases
from cases import ITEM_BY_ID, SETUP, case, check_counts, check_loop, check_statements, plugin, sum_of
from harness import each, equal, skip

LOOK_UPS = 20  # of every program here that loops


def library_file(context, name):
    """The real file of an installed library."""
    listing = context.run(["/sbin/ldconfig", "-p"]).stdout
    found = re.search(rf"^\s*{re.escape(name)} .*=> (/\S+)$", listing, re.MULTILINE)
    return pathlib.Path(found.group(1)).resolve() if found else skip(f"{name} is not installed")


def sqlite_file(context):
    return library_file(context, "libsqlite3.so.0")


def copy_of_sqlite(context, directory):
    """Another file with the same name: the loader takes it for another library."""
    copy = context.directory / directory / "libsqlite3.so.0"
    copy.parent.mkdir()
    shutil.copy(sqlite_file(context), copy)
    return copy


def check_look_ups(context, recording, source, statements=SETUP + LOOK_UPS):
    recording.expect(0)
    check_statements(recording, statements)
    check_counts(recording.report, {ITEM_BY_ID: LOOK_UPS})
    finding = recording.finding()
    equal(finding["calls"], LOOK_UPS, "calls")
    check_loop(context, finding, source)
    return finding


def test_main_program(context):
    check_look_ups(context, context.record([case(context, "callers_main.c")]), "callers_main.c")


def test_library_that_the_program_is_linked_with(context):
    library = plugin(context, "callers_library.c")
    program = case(context, "callers_linked.c", libraries=[str(library)])
    check_look_ups(context, context.record([program]), "callers_library.c")


@each("local", "global", "deepbind")
def test_plugin(context, mode):
    program = case(context, "callers_plugin.c", libraries=[])
    recording = context.record([program, mode, plugin(context, "callers_library.c")])
    check_look_ups(context, recording, "callers_library.c")


def test_plugin_beside_a_program_that_uses_sqlite(context):
    program = case(context, "callers_plugin.c", libraries=["-Wl,--no-as-needed", "-lsqlite3"])
    recording = context.record([program, "local", plugin(context, "callers_library.c")])
    check_look_ups(context, recording, "callers_library.c")


def plugin_with_a_copy_of_sqlite(context, number):
    """A plug-in that needs a copy of SQLite under another soname, of the same length."""
    copy = copy_of_sqlite(context, f"copy-{number}")
    renamed = copy.with_name(f"libcopy{number}.so")
    renamed.write_bytes(copy.read_bytes().replace(b"libsqlite3.so.0\0", renamed.name.encode().ljust(16, b"\0")))
    linked = context.directory / f"plugin-{number}.so"
    context.run(["gcc", "-O2", "-g", "-shared", "-fPIC", context.source("cases/shim/callers_library.c"), "-o", linked,
                 renamed, f"-Wl,-rpath,{renamed.parent}"]).expect(0)
    return linked


def test_two_plugins_with_a_copy_of_sqlite_each(context):
    """By DT_NEEDED, not by dlsym: each plug-in's calls go to its own copy."""
    plugins = [plugin_with_a_copy_of_sqlite(context, number) for number in (1, 2)]
    program = case(context, "callers_plugin.c", libraries=[])
    recording = context.record([program, "local", plugins[0], "local", plugins[1]]).expect(0)
    equal(recording.stdout, "20 rows\n20 rows\n", "standard output")
    check_statements(recording, 2 * (SETUP + LOOK_UPS))
    equal({pathlib.Path(library["path"]).name for library in recording.report["libraries"]},
          {"libcopy1.so", "libcopy2.so"}, "libraries")


def dlsym_program(context, linked=False):
    return case(context, "callers_dlsym_sqlite.c",
                libraries=["-Wl,--no-as-needed", "-lsqlite3"] if linked else ["-ldl"])


def check_dlsym(context, recording, copies):
    recording.expect(0)
    equal(recording.stdout, "5 rows, not an error\n" * copies, "standard output")
    check_counts(recording.report, {ITEM_BY_ID: LOOK_UPS * copies})
    check_statements(recording, copies * (1 + LOOK_UPS))
    equal(len(recording.report["libraries"]), copies, "libraries")
    check_loop(context, recording.finding(), "callers_dlsym_sqlite.c")


def test_dlsym_on_a_library_opened_locally(context):
    check_dlsym(context, context.record([dlsym_program(context), sqlite_file(context)]), 1)


def test_dlsym_on_the_program_itself(context):
    check_dlsym(context, context.record([dlsym_program(context, linked=True), "-"]), 1)


def test_dlsym_on_three_copies_in_turns(context):
    copies = [sqlite_file(context), copy_of_sqlite(context, "second"), copy_of_sqlite(context, "third")]
    check_dlsym(context, context.record([dlsym_program(context), *copies]), 3)


def test_dlsym_on_a_copy_beside_the_one_the_program_is_linked_with(context):
    """The copy's own calls are bound to the program's SQLite then; they count no more than elsewhere."""
    recording = context.record([dlsym_program(context, linked=True), "-", copy_of_sqlite(context, "second")])
    check_dlsym(context, recording, 2)


def test_more_copies_than_can_be_told_apart_by_dlsym(context):
    """What goes beyond the bound works as without Loopline."""
    copies = [copy_of_sqlite(context, f"copy-{number}") for number in range(8)]
    program = dlsym_program(context)
    plain = context.run([program, *copies]).expect(0)
    recording = context.record([program, *copies]).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")
    assert sum_of(recording.report, ITEM_BY_ID) >= 4 * LOOK_UPS, recording.report["sites"]


def test_dlsym_on_libpq(context):
    context.postgresql()
    program = case(context, "callers_dlsym_postgresql.c", libraries=["-ldl"])
    recording = context.record([program, library_file(context, "libpq.so.5")]).expect(0)
    check_statements(recording, LOOK_UPS)
    finding = recording.finding("n+1")
    equal((finding["calls"], finding["distinct_parameters"]), (LOOK_UPS, LOOK_UPS), "calls and parameters")
    check_loop(context, finding, "callers_dlsym_postgresql.c")


@each("on", "off")
def test_names_that_are_not_there_stay_absent(context, switch):
    """A program that asks for a library it is not linked with must not be answered by the shim."""
    program = case(context, "absent.c", libraries=["-ldl"])
    plain = context.run([program]).expect(0)
    recording = context.record([program], env={"LOOPLINE": "0" if switch == "off" else None}).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")


def test_names_that_are_there_are_found(context):
    """One library of the two is there."""
    program = case(context, "absent.c", libraries=["-Wl,--no-as-needed", "-lsqlite3", "-ldl"])
    plain = context.run([program]).expect(0)
    assert "default sqlite3_step: there" in plain.stdout, plain.stdout
    recording = context.record([program]).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")


@each("with SQLite", "without SQLite")
def test_names_that_a_plugin_asks_for(context, libraries):
    """By the scope of the plug-in, which was opened locally and brings SQLite itself, or does not."""
    needed = ["-Wl,--no-as-needed", "-lsqlite3"] if libraries == "with SQLite" else []
    asking = case(context, "absent.c", flags=["-O2", "-g", "-shared", "-fPIC"], libraries=needed)
    program = case(context, "absent_plugin.c", libraries=["-ldl"])
    plain = context.run([program, asking]).expect(0)
    equal("default sqlite3_step: there" in plain.stdout, libraries == "with SQLite", "SQLite is there")
    recording = context.record([program, asking]).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")


def test_exceptions_pass_through(context):
    program = case(context, "cpp_throws.cpp", libraries=["-lsqlite3", "-ldl"])
    library = plugin(context, "cpp_throws_library.cpp")
    plain = context.run([program, library]).expect(0)
    recording = context.record([program, library]).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")
    assert "_Unwind_RaiseException in libgcc_s.so.1\n" in recording.stdout, recording.stdout
    check_counts(recording.report, {ITEM_BY_ID: 10 + 10 + 10 + 1, cases.ALL_ITEMS: 3})
    check_statements(recording, SETUP + 31 + 3)


@each("longjmp", "siglongjmp")
def test_jumps_out_of_a_callback(context, jump):
    recording = context.record([case(context, "jump_out.c"), jump]).expect(0)
    equal(recording.stdout, "done\n", "standard output")
    check_counts(recording.report, {ITEM_BY_ID: 3 + 5, cases.ALL_ITEMS: 3})
    check_statements(recording, SETUP + 11)


def test_five_thousand_threads(context):
    program = case(context, "threads_many.c", libraries=["-lsqlite3", "-pthread"])
    plain = context.run([program]).expect(0)
    recording = context.record([program]).expect(0)
    equal(recording.stdout, plain.stdout, "standard output")
    check_counts(recording.report, {ITEM_BY_ID: 5000})
    check_statements(recording, 5000 + 10 * SETUP)
    equal(recording.report["totals"]["threads"], 5001, "threads")
    assert recording.captures[0].stat().st_size < 1 << 20, recording.captures[0].stat()


@each("24", "32", "64")
def test_small_stacks(context, kibibytes):
    """Threads and coroutines on which the program itself has room to work."""
    program = case(context, "threads_small_stacks.c", libraries=["-lsqlite3", "-pthread"])
    if context.run([program, kibibytes]).status != 0:
        skip("too small for SQLite itself")
    recording = context.record([program, kibibytes]).expect(0)
    check_counts(recording.report, {ITEM_BY_ID: 2})


def test_statement_that_wanders_between_threads(context):
    recording = context.record([case(context, "threads_wandering.c", libraries=["-lsqlite3", "-pthread"])]).expect(0)
    check_counts(recording.report, {cases.ALL_ITEMS: 1})
    check_counts(recording.report, {cases.ALL_ITEMS: 100}, "rows")
    check_statements(recording, SETUP + 1)


def test_thread_cancelled_in_a_statement(context):
    context.postgresql()
    program = case(context, "pq_cancel.c", libraries=["-lpq", "-pthread"])
    recording = context.record([program]).expect(0)
    equal(recording.stdout, "cancelled\n", "standard output")
    check_counts(recording.report, {ITEM_BY_ID: 5, "select pg_advisory_lock(?)": 1,
                                    "select pg_advisory_lock(?) as waited": 0})


def test_code_without_unwind_tables(context):
    recording = context.record([case(context, "frameless.c")]).expect(0)
    equal(recording.stdout, "9 rows\n", "standard output")
    check_counts(recording.report, {ITEM_BY_ID: 9})


def test_signals_while_statements_run(context):
    recording = context.record([case(context, "signals_kept.c")]).expect(0)
    check_counts(recording.report, {ITEM_BY_ID: int(recording.stdout)})
