"""
What a host does must not find Loopline in its way, whatever it is: each test runs a program with the shim, with the
shim switched off and without it, and holds status and output against each other.
"""

import glob
import os
import re
import shlex
import shutil
import subprocess

from cases import ITEM_BY_ID, SETUP, case, check_counts, plugin, sum_of
from harness import ROOT, SECONDS, each, equal, skip

SWITCHES = ({}, {"LOOPLINE": "0"}, {"LOOPLINE_FOLLOW": "0"})


def same(context, argv, switches=SWITCHES, **options):
    """The recording with all switches as they are; output and status are those of the program by itself."""
    plain = context.run(argv, **options)
    recordings = [context.record(argv, env=dict(environment), **options) for environment in switches]
    for recording, environment in zip(recordings, switches):
        told = f" with {environment}; its standard error:\n{recording.stderr}"
        equal(recording.status, plain.status, "exit status" + told)
        equal(recording.stdout, plain.stdout, "standard output" + told)
    return recordings[0]


def test_bad_pointers_are_answered_by_the_kernel(context):
    """The hooks of calls that wait look at what they are given after the kernel has, or not at all."""
    program = case(context, "bad_pointers.c", flags=["-O2", "-g", "-D_GNU_SOURCE", "-Wno-nonnull"])
    recording = same(context, [program])
    assert recording.stdout.count("Bad address") > 30, recording.stdout


def test_frame_pointers_at_the_edge_of_memory(context):
    """The walk may take any number for a frame pointer: each word is read only where all of it can be."""
    recording = same(context, [case(context, "frameless_edge.c")])
    equal(recording.stdout, "65 rows\n", "standard output")
    check_counts(recording.report, {ITEM_BY_ID: 65})


def test_frame_pointers_into_unwritten_memory_under_valgrind(context):
    """Which ends a program with the status asked for where the kernel is given what nobody has written."""
    program = case(context, "frameless_edge.c")
    valgrind = ["valgrind", "-q", "--error-exitcode=9", "--leak-check=no", program]
    equal(context.run(valgrind).status, 0, "status without the shim")
    context.record(valgrind).expect(0)


@each("first", "before")
def test_fork_while_other_threads_are_in_the_loader(context, how):
    """
    The child of a fork can wait for good for a lock of the loader, or find its lists half changed: nothing is asked of
    it there. The children's statements are recorded all the same, with their stacks.
    """
    children = 60
    program = case(context, "fork_in_loader.c", libraries=["-lsqlite3", "-lpthread"])
    recording = same(context, [program, children, how])
    equal(recording.stdout, f"{children} children, {children} well, 0 stopped\n", "standard output")
    equal(sum_of(recording.report, ITEM_BY_ID), 3 * children, "look-ups")
    functions = {site["site"] and site["site"]["function"] for site in recording.report["sites"]
                 if site["statement"] == ITEM_BY_ID}
    equal(functions, {"look_up"}, "functions that look up")


# ---- C libraries that Loopline does not fit -------------------------------------------------------------------------


def test_needs_nothing_that_other_c_libraries_lack(context):
    """The loader refuses a program whose preloaded library names a symbol or a version that is not there."""
    context.run([ROOT / "scripts/lint-imports", context.shim]).expect(0)
    assert context.run([ROOT / "scripts/lint-imports", "/usr/bin/psql"]).status == 1, "it passes anything"


# Defined in assembler, or under another name beside a system header that would make a macro of theirs.
HOOKS_OF_THEIR_OWN = {"dlopen", "dlsym", "_exit", "_Exit", "getline"}

# What the shim calls of the C library. A new line here is a promise: on the way of a statement it takes no lock of the
# host's, calls no malloc, and is there in glibc 2.17 and musl, or weak.
CALLED = set("""
    _ITM_deregisterTMCloneTable _ITM_registerTMCloneTable __cxa_at_quick_exit __cxa_atexit __cxa_finalize __environ
    __errno_location __gmon_start__ __register_atfork __tsan_init access clock_gettime clone dl_iterate_phdr environ execve
    faccessat fileno_unlocked fnmatch ftruncate getauxval getcwd getegid geteuid getgid gethostname getpid getppid getrlimit
    getsockopt getuid gnu_get_libc_version isatty madvise memchr memcmp memcpy memmem memmove memrchr memset mkdir mmap munlock munmap
    open posix_fallocate pthread_mutex_init pthread_mutex_lock pthread_mutex_unlock pthread_self pthread_setcancelstate
    readlink sched_yield secure_getenv sigaction sigaddset sigemptyset sigprocmask strchr strcmp strcspn strlen strncmp
    strncpy strnlen strpbrk strrchr strspn strstr strtol strtoul strtoull sysconf time unlink""".split())


def dynamic_symbols(context):
    """The names the shim offers, and those it asks for."""
    rows = [row.split() for row in context.run(["readelf", "--dyn-syms", "-W", context.shim]).expect(0).stdout.splitlines()]
    rows = [row for row in rows if len(row) >= 8 and row[0].rstrip(":").isdigit()]
    return ({row[7].split("@")[0] for row in rows if row[6] != "UND" and row[4] != "LOCAL"},
            {row[7].split("@")[0] for row in rows if row[6] == "UND"})


def test_offers_its_hooks_and_nothing_else(context):
    """A name more would take the place of the program's own, or of one of its libraries."""
    hooks = set(re.findall(r"\bHOOK\((\w+)\)", (ROOT / "src/shim/loader/hook_list.h").read_text()))
    for source in (ROOT / "src/shim").rglob("*.c"):
        hooks.update(re.findall(r"^HOOK\s[^;{=]*?\b(\w+)\s*\(", source.read_text(), re.M))
    hooks = {hook.removeprefix("hooked_") for hook in hooks}
    equal(sorted(dynamic_symbols(context)[0]), sorted(hooks | HOOKS_OF_THEIR_OWN), "exported symbols")


def test_calls_what_it_is_known_to_call(context):
    asked = dynamic_symbols(context)[1]
    equal(sorted(asked - CALLED), [], "functions that are not in the list")


def test_programs_of_musl(context):
    """Neither before main nor behind it is anything different; nothing is recorded."""
    if not shutil.which("musl-gcc"):
        skip("no musl-gcc")
    program = context.compile("cases/shim/other_libc.c", flags=["-O2"], compiler="musl-gcc")
    recording = same(context, [program])
    equal((recording.status, recording.stderr, recording.captures), (7, "", []), "status, standard error, captures")


def test_static_programs(context):
    program = context.compile("cases/shim/other_libc.c", flags=["-O2", "-static"])
    equal(same(context, [program]).status, 7, "exit status")


def test_programs_of_32_bits(context):
    """The loader says that it ignores the library, and goes on."""
    source = context.source("cases/shim/other_libc.c")
    if context.run(["gcc", "-m32", "-o", "other", source], timeout=SECONDS).status != 0:
        skip("gcc makes no 32-bit programs here")
    equal(same(context, [context.directory / "other"]).status, 7, "exit status")


@each("/bin/true", "/bin/sh -c 'echo $((6 * 7)); exit 3'")
def test_programs_of_the_system(context, command):
    same(context, shlex.split(command))


# ---- Little stack ---------------------------------------------------------------------------------------------------


@each("16", "20")
def test_first_statement_on_a_small_stack(context, kibibytes):
    program = case(context, "small_stacks.c", libraries=["-lsqlite3", "-lpthread"])
    recording = same(context, [program, kibibytes], switches=({}, {"LOOPLINE": "0"}))
    equal(sum_of(recording.report, "select ?"), 1, "statements")


def test_end_in_a_handler_on_a_small_stack(context):
    program = case(context, "small_stacks.c", libraries=["-lsqlite3", "-lpthread"])
    equal(same(context, [program], switches=({}, {"LOOPLINE_REPORT": None})).status, 9, "exit status")


def test_another_stack_under_valgrind(context):
    """It would take the way to a stack of Loopline's own for a large frame, and what lies between for unused."""
    program = case(context, "small_stacks.c", libraries=["-lsqlite3", "-lpthread"])
    valgrind = ["valgrind", "-q", "--error-exitcode=9", "--leak-check=no", program, 64]
    equal(context.run(valgrind).status, 0, "status without the shim")
    recording = context.record(valgrind).expect(0)
    equal(recording.stderr.count("=="), 0, "complaints")


def test_stack_use_is_bounded(context):
    """The checker passes what is built, and finds a frame that is too large however it is reached."""
    check = ROOT / "scripts/check-stack-use"
    context.run([check, context.shim]).expect(0)

    def checked(text):
        source = context.directory / "large.c"
        source.write_text(text)
        library = context.directory / "large.so"
        context.run(["gcc", "-O2", "-g", "-fno-inline", "-shared", "-fPIC", "-o", library, source]).expect(0)
        return context.run([check, library])

    too_deep = checked("""
        static __attribute__((noinline)) int large(volatile char *seed) {
            volatile char room[3000];
            room[*seed] = 1;
            return room[seed[1]];
        }
        static __attribute__((noinline)) int between(volatile char *seed) { return large(seed) + 1; }
        int entry(volatile char *seed) { return seed ? between(seed) + 1 : 0; }
    """)
    equal(too_deep.status, 1, "exit status")
    assert "entry takes 29" in too_deep.stderr and "large" in too_deep.stderr, too_deep.stderr

    def apart(size):
        return checked(f"""
            void own_stack_run(void (*work)(void *), void *argument);
            static void work_apart(void *argument) {{
                volatile char room[{size}];
                room[*(volatile char *)argument] = 1;
            }}
            void entry(void *argument) {{ own_stack_run(work_apart, argument); }}
        """)
    equal(apart(5000).status, 0, "exit status of what has a stack of its own")
    too_deep = apart(9000)
    equal(too_deep.status, 1, "exit status of what takes most of that stack")
    assert "work_apart takes 88" in too_deep.stderr, too_deep.stderr


# ---- Limits on memory -----------------------------------------------------------------------------------------------


@each("data 32", "data 48", "lock 8", "lock-first 8")
def test_limit_on_data_and_locked_memory(context, limit):
    """What the program may have and lock is its own: Loopline takes a sixteenth at most, and nothing of it locked."""
    program = case(context, "memory_limits.c")
    how, mebibytes = limit.split()
    if context.run([program, how, mebibytes]).status != 0:
        skip("too little for the program itself")
    recording = same(context, [program, how, mebibytes], switches=({}, {"LOOPLINE": "0"}))
    totals = recording.report["totals"]
    assert totals["statements"] + totals["dropped"] <= SETUP + 513, totals
    assert totals["statements"] > 100, totals


def test_memory_for_a_thousand_call_sites(context):
    """32 MiB with a hundred threads, all of it counted."""
    program = case(context, "memory_of_sites.c", libraries=["-lsqlite3", "-lpthread"])
    recording = context.record([program, 1000, 100]).expect(0)
    (process,) = recording.report["processes"]
    mebibytes = process["loopline_memory_bytes"] / (1 << 20)
    assert 1 < mebibytes <= 32, f"{mebibytes:.1f} MiB"
    equal(recording.report["totals"]["dropped"], 0, "dropped")
    equal(recording.report["totals"]["statements"], int(recording.stdout), "statements")
    assert "of memory" in recording.render("text"), recording.render("text")


def test_memory_has_a_bound(context):
    """64 MiB: what finds no place is counted, and said."""
    program = case(context, "memory_of_sites.c", libraries=["-lsqlite3", "-lpthread"])
    recording = context.record([program, 1000, 100, "all"], timeout=300).expect(0)
    (process,) = recording.report["processes"]
    mebibytes = process["loopline_memory_bytes"] / (1 << 20)
    assert 32 < mebibytes <= 64, f"{mebibytes:.1f} MiB"
    totals = recording.report["totals"]
    equal(totals["statements"] + totals["dropped"], int(recording.stdout), "statements")
    assert totals["dropped"] > 0, totals
    told = " ".join(recording.render("text").split())
    assert "bound on memory" in told and "went without" in told, told


# ---- Other preloaded libraries, and sanitizers -----------------------------------------------------------------------


@each("loopline first", "libfaketime first")
def test_beside_libfaketime(context, order):
    """It hooks the clock, and is taken down before the last statements of the program run."""
    found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    if not found:
        skip("no libfaketime: run scripts/setup")
    both = [str(context.shim), found[0]] if order == "loopline first" else [found[0], str(context.shim)]
    library = plugin(context, "callers_library.c", "-DRUNS_IN_DESTRUCTOR")
    late = case(context, "end_statics.cpp", libraries=[str(library), "-lsqlite3"])
    for argv in ([late], [case(context, "end_ways.c"), "return"], [case(context, "end_ways.c"), "atexit"],
                 [case(context, "end_ways.c"), "_exit"], ["/bin/sh", "-c", "exit 5"]):
        plain = context.run(argv, env={"LD_PRELOAD": found[0], "FAKETIME": "-3d"})
        for report in ("0", None):
            recording = context.record(argv, env={"LD_PRELOAD": ":".join(both), "FAKETIME": "-3d", "LOOPLINE_REPORT": report})
            equal((recording.status, recording.stdout), (plain.status, plain.stdout), f"status and output of {argv}")


def test_many_copies_of_sqlite(context):
    """Each call goes to the copy that it is meant for; those that cannot be told apart are not counted."""
    copies = 48
    database = case(context, "killed_any_time.c")
    loaded = context.run(["ldd", database]).expect(0).stdout
    original = re.search(r"libsqlite3\S* => (\S+)", loaded).group(1)
    files = []
    for number in range(copies):
        files.append(str(context.directory / f"libcopy{number}.so"))
        shutil.copy(original, files[-1])
    recording = same(context, [case(context, "many_copies.c", libraries=["-ldl"]), *files])
    equal(recording.stdout, f"{copies} copies, {5 * copies} rows\n", "standard output")
    look_ups = sum_of(recording.report, ITEM_BY_ID)
    assert look_ups >= 5 and look_ups % 5 == 0, look_ups


def test_program_with_address_sanitizer(context):
    """Its runtime comes first; doctor says so."""
    flags = ["-O1", "-g", "-fsanitize=address"]
    program = case(context, "threads_at_once.c", flags=flags, libraries=["-lsqlite3", "-lpthread"])
    runtime = context.run(["gcc", "-print-file-name=libasan.so"]).stdout.strip()
    recording = context.record([program, 4], env={"LD_PRELOAD": f"{runtime}:{context.shim}"}).expect(0)
    equal(recording.stdout, "20 rows\n", "standard output")
    equal(sum_of(recording.report, ITEM_BY_ID), 20, "look-ups")
    told = context.run([context.loopline, "doctor", program]).expect(0).stdout
    assert "LD_PRELOAD=$(gcc -print-file-name=libasan.so):libloopline.so" in " ".join(told.split()), told


def test_program_with_thread_sanitizer(context):
    """It is left alone; doctor says so."""
    flags = ["-O1", "-g", "-fsanitize=thread"]
    program = case(context, "threads_at_once.c", flags=flags, libraries=["-lsqlite3", "-lpthread"])
    if context.run([program, 4]).status != 0:
        skip("ThreadSanitizer does not run here")
    equal(same(context, [program, 4]).captures, [], "captures")
    told = context.run([context.loopline, "doctor", program]).stdout
    assert told.startswith("no:") and "ThreadSanitizer" in told, told


# ---- Confinement ----------------------------------------------------------------------------------------------------


@each("prctl", "seccomp", "bare", "mild")
def test_process_that_confines_itself(context, way):
    """A filter that ends the process for what it does not list: the program's own calls are all that it sees."""
    program = case(context, "confined.c")
    if context.run([program, way]).status != 7:
        skip("no seccomp filters here")
    recording = same(context, [program, way], switches=({}, {"LOOPLINE": "0"}, {"LOOPLINE_REPORT": None}))
    check_counts(recording.report, {ITEM_BY_ID: 10030})
    assert "confined itself" in " ".join(recording.render("text").split()), recording.render("text")


# ---- The end --------------------------------------------------------------------------------------------------------


@each("", "0")
def test_the_end_does_not_wait_for_a_slow_report(context, seconds):
    """Two seconds at most, or what LOOPLINE_WAIT says; the report is made all the same."""
    copy = context.directory / "copy"
    copy.mkdir()
    shutil.copy(context.shim, copy / "libloopline.so")
    command = copy / "loopline"
    command.write_text('#!/bin/sh\nread line <"$GATE"\necho "servers: $DEBUGINFOD_URLS" >"$DONE"\n')
    command.chmod(0o755)
    gate, done = context.directory / "gate", context.directory / "done"
    os.mkfifo(gate)
    os.mkfifo(done)
    changes = {"LD_PRELOAD": copy / "libloopline.so", "LOOPLINE_OUT": context.directory / "slow", "GATE": gate,
               "DONE": done, "LOOPLINE_WAIT": seconds or None, "DEBUGINFOD_URLS": "http://127.0.0.1:9"}
    with open(context.directory / "stderr", "wb") as stderr:
        program = subprocess.Popen([case(context, "callers_main.c")], env=context.environment(changes), stderr=stderr,
                                   stdout=subprocess.DEVNULL)
    equal(program.wait(timeout=SECONDS), 0, "exit status while the report is under way")
    gate.write_text("go on\n")
    equal(done.read_text(), "servers: \n", "what the report would ask for debugging information")
    told = (context.directory / "stderr").read_text()
    equal("takes longer" in told, not seconds, f"whether standard error says so: {told}")
