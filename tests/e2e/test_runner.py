"""tests/run itself: a total that hides a failure would make every other test worthless."""

from harness import ROOT, equal

RUNNER = ROOT / "tests/run"

CMOCKA_PROGRAM = """
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void passes(void **state) { (void)state; }
static void fails(void **state) { (void)state; assert_int_equal(MODE, 1); }
static void is_skipped(void **state) { (void)state; if (MODE == 2) skip(); }
static void crashes(void **state) { (void)state; if (MODE == 3) _Exit(0); }

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(passes), cmocka_unit_test(fails),
                                       cmocka_unit_test(is_skipped), cmocka_unit_test(crashes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
"""


def last_line(ended):
    return ended.stdout.splitlines()[-1]


def run_cmocka(context, mode):
    source = context.directory / "test_it.c"
    source.write_text(CMOCKA_PROGRAM)
    program = context.compile(source, flags=[f"-DMODE={mode}"], libraries=["-lcmocka"])
    return context.run([RUNNER, "--build", context.build, program])


def run_python(context, text, *options):
    file = context.directory / "test_it.py"
    file.write_text(text)
    return context.run([RUNNER, "--build", context.build, *options, file])


def test_cmocka_program_that_passes(context):
    equal(last_line(run_cmocka(context, 1).expect(0)), "4 passed, 0 failed", "total")


def test_cmocka_program_with_a_failure(context):
    ended = run_cmocka(context, 0).expect(1)
    equal(last_line(ended), "3 passed, 1 failed", "total")
    assert "0 != 0x1" in ended.stdout or "0x1" in ended.stdout, ended.stdout


def test_cmocka_program_with_a_skip(context):
    equal(last_line(run_cmocka(context, 2).expect(1)), "2 passed, 1 failed, 1 skipped", "total")


def test_cmocka_program_that_ends_early(context):
    """Also with exit status 0: the tests that did not run are missed."""
    equal(last_line(run_cmocka(context, 3).expect(1)), "2 passed, 2 failed", "total")


def test_end_to_end_file(context):
    ended = run_python(context, "from harness import each, skip\n"
                                "def test_passes(context): pass\n"
                                "def test_fails(context): print('so it', 'goes'); assert False, 'why'\n"
                                "def test_skips(context): skip('not here')\n"
                                "@each(1, 2)\n"
                                "def test_each(context, value): assert value == 1\n").expect(1)
    equal(last_line(ended), "2 passed, 2 failed, 1 skipped", "total")
    for text in ("test_fails", "so it goes", "AssertionError: why", "test_each[2]", "not here"):
        assert text in ended.stdout, f"'{text}' is not in: {ended.stdout}"


def test_file_that_cannot_be_read(context):
    ended = run_python(context, "this is no Python\n").expect(1)
    equal(last_line(ended), "0 passed, 1 failed", "total")
    assert "SyntaxError" in ended.stdout, ended.stdout


def test_match_that_leaves_nothing_is_no_success(context):
    run_python(context, "def test_it(context): pass\n", "--match", "another").expect(1)


def test_directory_is_removed(context):
    ended = run_python(context, "def test_it(context):\n"
                                "    (context.directory / 'file').write_text('')\n"
                                "    context.directory.chmod(0o500)\n"
                                "    print(context.directory)\n"
                                "    assert False\n").expect(1)
    directory = next(line.strip() for line in ended.stdout.splitlines() if "/loopline-test-" in line)
    context.run(["test", "-e", directory]).expect(1)


def test_process_left_behind_is_ended(context):
    ended = run_python(context, "import subprocess\n"
                                "def test_it(context):\n"
                                "    print('pid', subprocess.Popen(['sleep', '600']).pid)\n"
                                "    assert False\n").expect(1)
    pid = next(line.split()[1] for line in ended.stdout.splitlines() if line.strip().startswith("pid "))
    state = context.run(["ps", "-o", "stat=", "-p", pid]).stdout.strip()
    assert not state or state.startswith("Z"), f"process {pid} still runs: {state}"
