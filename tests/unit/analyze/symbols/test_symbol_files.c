/* Which files symbols are taken from: stripped, replaced, missing ones, and debug information elsewhere. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyze/symbols/symbols.h"
#include "helpers/loop_fixtures.h"

enum { MAXIMUM_INLINED = 16 };

static const char program[] = "plain.gcc.O2";

/* A directory for one test; removed with all that is in it. */
static int make_directory(void **state) {
    char *directory = strdup("/tmp/loopline-symbols-XXXXXX");
    if (!directory || !mkdtemp(directory))
        return -1;
    *state = directory;
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static int remove_directory(void **state) {
    const int result = nftw(*state, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return result;
}

static void path_in(const char *directory, const char *name, char path[FIXTURE_PATH_BYTES]) {
    assert_in_range(snprintf(path, FIXTURE_PATH_BYTES, "%s/%s", directory, name), 1, FIXTURE_PATH_BYTES - 1);
}

/* Puts a copy of a built fixture into the test's directory. */
static void place(const char *fixture, const char *directory, const char *name,
                  char path[FIXTURE_PATH_BYTES]) {
    char from[FIXTURE_PATH_BYTES];
    if (!fixture_path(fixture, from))
        fail_msg("LOOPLINE_FIXTURES is not set; run by `make unit`");
    path_in(directory, name, path);
    if (!fixture_copy(from, path))
        fail_msg("%s cannot be copied to %s", from, path);
}

static enum symbols_state state_of(const struct symbols_module_key *key) {
    struct symbols *symbols = symbols_new();
    struct symbols_module *module = symbols_module(symbols, key);
    assert_non_null(module);
    assert_string_equal(symbols_module_path(module), key->path);
    assert_ptr_equal(symbols_module(symbols, key), module);
    const enum symbols_state state = symbols_module_state(module);
    if (state == SYMBOLS_MISSING || state == SYMBOLS_REPLACED) {
        struct symbols_frame frame;
        int line = 0;
        assert_int_equal(symbols_expand(module, 0x1234, &frame, 1), 1);
        assert_null(frame.function);
        assert_null(frame.file);
        assert_false(frame.in_loop);
        assert_false(symbols_separating_loop(module, 0x1234, 0, 0x1230, &line));
    }
    symbols_free(symbols);
    return state;
}

static void what_is_no_file_is_missing(void **state) {
    const char *const paths[] = {"linux-vdso.so.1", "/nonexistent/program", "", "/tmp", "/dev/null", *state};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct symbols_module_key key = {.path = paths[i]};
        assert_int_equal(state_of(&key), SYMBOLS_MISSING);
    }
    /* opening a FIFO without a writer must not wait */
    char path[FIXTURE_PATH_BYTES];
    path_in(*state, "fifo", path);
    assert_int_equal(mkfifo(path, 0600), 0);
    const struct symbols_module_key key = {.path = path};
    assert_int_equal(state_of(&key), SYMBOLS_MISSING);
}

static void what_is_no_program_is_missing(void **state) {
    const char *const contents[] = {"", "#!/bin/sh\n", "\177ELF", "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0>\0"};
    const size_t sizes[] = {0, 10, 4, 20};
    for (size_t i = 0; i < 4; i++) {
        char path[FIXTURE_PATH_BYTES];
        struct fixture_key key;
        path_in(*state, "text", path);
        FILE *file = fopen(path, "we");
        assert_non_null(file);
        assert_int_equal(fwrite(contents[i], 1, sizes[i], file), sizes[i]);
        fclose(file);
        assert_true(fixture_key_of(path, false, &key));
        assert_int_equal(state_of(&key.key), SYMBOLS_MISSING);
    }
}

static void file_with_another_build_id_was_replaced(void **state) {
    char path[FIXTURE_PATH_BYTES];
    struct fixture_key key;
    place(program, *state, "program", path);
    assert_true(fixture_key_of(path, true, &key));
    assert_int_equal(state_of(&key.key), SYMBOLS_LINES);
    place("calls.gcc.O2", *state, "program", path);
    assert_int_equal(state_of(&key.key), SYMBOLS_REPLACED);
    key.key.build_id_bytes--;
    place(program, *state, "program", path);
    assert_int_equal(state_of(&key.key), SYMBOLS_REPLACED);
}

static void file_with_another_time_was_replaced(void **state) {
    char path[FIXTURE_PATH_BYTES];
    struct fixture_key key;
    place(program, *state, "program", path);
    assert_true(fixture_key_of(path, false, &key));
    assert_int_equal(state_of(&key.key), SYMBOLS_LINES);
    key.key.file_mtime_ns++;
    assert_int_equal(state_of(&key.key), SYMBOLS_REPLACED);
    key.key.file_mtime_ns--;
    key.key.file_bytes++;
    assert_int_equal(state_of(&key.key), SYMBOLS_REPLACED);
    key.key.file_bytes--;
    assert_int_equal(state_of(&key.key), SYMBOLS_LINES);
}

static void debug_information_by_link(void **state) {
    char path[FIXTURE_PATH_BYTES];
    char directory[FIXTURE_PATH_BYTES];
    struct fixture_key key;
    place("plain.gcc.O2.linked", *state, "program", path);
    assert_true(fixture_key_of(path, true, &key));
    assert_int_equal(state_of(&key.key), SYMBOLS_NONE);

    char debug[FIXTURE_PATH_BYTES];
    place("plain.gcc.O2.debug", *state, "plain.gcc.O2.debug", debug);
    assert_int_equal(state_of(&key.key), SYMBOLS_LINES);

    path_in(*state, ".debug", directory);
    assert_int_equal(mkdir(directory, 0700), 0);
    assert_int_equal(unlink(debug), 0);
    place("plain.gcc.O2.debug", directory, "plain.gcc.O2.debug", debug);
    assert_int_equal(state_of(&key.key), SYMBOLS_LINES);

    /* that of another program does not fit */
    place("calls.gcc.O2.debug", directory, "plain.gcc.O2.debug", debug);
    assert_int_equal(state_of(&key.key), SYMBOLS_NONE);
}

static void debug_information_by_build_id(void **state) {
    char path[FIXTURE_PATH_BYTES];
    char debug[FIXTURE_PATH_BYTES];
    char name[256] = "debug/.build-id/";
    struct fixture_key key;
    const char *const directories[] = {"debug", "debug/.build-id"};
    place("plain.gcc.O2.stripped", *state, "program", path);
    assert_true(fixture_key_of(path, true, &key));
    for (size_t i = 0; i < 2; i++) {
        path_in(*state, directories[i], debug);
        assert_int_equal(mkdir(debug, 0700), 0);
    }
    size_t length = strlen(name);
    for (size_t i = 0; i < key.key.build_id_bytes; i++) {
        length += (size_t)snprintf(name + length, sizeof name - length, "%02x", key.build_id[i]);
        if (i > 0)
            continue;
        path_in(*state, name, debug);
        assert_int_equal(mkdir(debug, 0700), 0);
        name[length++] = '/';
    }
    snprintf(name + length, sizeof name - length, ".debug");
    place("plain.gcc.O2.debug", *state, name, debug);
    path_in(*state, "debug", debug);

    struct symbols *symbols = symbols_new();
    assert_true(symbols_set_debug_directories(symbols, debug));
    assert_int_equal(symbols_module_state(symbols_module(symbols, &key.key)), SYMBOLS_LINES);
    symbols_free(symbols);
    assert_int_equal(state_of(&key.key), SYMBOLS_NONE);
}

static void debug_information_is_left_where_names_do(void **state) {
    char path[FIXTURE_PATH_BYTES];
    struct fixture_key key;
    place("plain.gcc.O2", *state, "program", path);
    assert_true(fixture_key_of(path, true, &key));
    assert_int_equal(state_of(&key.key), SYMBOLS_LINES);
    key.key.names_only = true;
    assert_int_equal(state_of(&key.key), SYMBOLS_NAMES);
}

/* The physical frame of a full file: any of its frames may hold the loop. */
static bool is_in_any_loop(struct symbols_module *module, uint64_t offset, const char **function) {
    struct symbols_frame frames[MAXIMUM_INLINED];
    const size_t count = symbols_expand(module, offset, frames, MAXIMUM_INLINED);
    assert_in_range(count, 1, MAXIMUM_INLINED);
    bool in_loop = false;
    for (size_t i = 0; i < count; i++)
        in_loop = in_loop || frames[i].in_loop;
    *function = frames[count - 1].function;
    return in_loop;
}

/* What differs between a program and what `strip` left of it. */
struct difference {
    int loops_missed;
    int loops_made_up;
    int names_missed;
    int names_made_up;
};

static struct difference compare_with_stripped(const char *name, const char *suffix,
                                               enum symbols_state expected) {
    char stripped_name[FIXTURE_PATH_BYTES];
    char path[FIXTURE_PATH_BYTES];
    struct fixture_frames *frames = calloc(1, sizeof *frames);
    struct fixture_key full_key;
    struct fixture_key stripped_key;
    struct difference difference = {0};
    assert_non_null(frames);
    snprintf(stripped_name, sizeof stripped_name, "%s.%s", name, suffix);
    assert_true(fixture_run(name, NULL, frames) && fixture_path(stripped_name, path));
    assert_true(fixture_key_of(frames->path, true, &full_key) && fixture_key_of(path, true, &stripped_key));
    struct symbols *symbols = symbols_new();
    struct symbols_module *full = symbols_module(symbols, &full_key.key);
    struct symbols_module *stripped = symbols_module(symbols, &stripped_key.key);
    assert_int_equal(symbols_module_state(stripped), expected);
    for (size_t i = 0; i < frames->count; i++) {
        const char *function = NULL;
        const char *stripped_function = NULL;
        const bool in_loop = is_in_any_loop(full, frames->offsets[i], &function);
        const bool found = is_in_any_loop(stripped, frames->offsets[i], &stripped_function);
        difference.loops_missed += in_loop && !found;
        difference.loops_made_up += found && !in_loop;
        difference.names_missed += function && !stripped_function;
        difference.names_made_up += stripped_function && (!function || !strstr(stripped_function, function));
    }
    symbols_free(symbols);
    free(frames);
    return difference;
}

static bool is_built(const char *name) {
    char path[FIXTURE_PATH_BYTES];
    return fixture_path(name, path) && access(path, R_OK) == 0;
}

static void loops_need_no_symbols(void **state) {
    (void)state;
    const char *const sources[] = {"plain", "switches", "calls", "cold", "exceptions"};
    const char *const builds[] = {"gcc.O0",   "gcc.O2",   "gcc.O2-static-code",
                                  "clang.O0", "clang.O2", "clang.O2-static-code"};
    for (size_t source = 0; source < sizeof sources / sizeof *sources; source++) {
        for (size_t build = 0; build < sizeof builds / sizeof *builds; build++) {
            char name[64];
            snprintf(name, sizeof name, "%s.%s", sources[source], builds[build]);
            if (!is_built(name)) {
                print_message("left out: %s was not built\n", name);
                continue;
            }
            const struct difference stripped = compare_with_stripped(name, "stripped", SYMBOLS_NONE);
            const struct difference names = compare_with_stripped(name, "names", SYMBOLS_NAMES);
            /* a call that clang copied out of its loop is told by its line alone */
            const int copies = strstr(builds[build], "clang.O2") ? 1 : 0;
            assert_in_range(stripped.loops_missed, 0, copies);
            assert_in_range(names.loops_missed, 0, copies);
            assert_int_equal(stripped.loops_made_up, 0);
            assert_int_equal(names.loops_made_up, 0);
            assert_int_equal(names.names_missed, 0);
            assert_int_equal(stripped.names_made_up, 0);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_no_file_is_missing, make_directory, remove_directory),
        cmocka_unit_test_setup_teardown(what_is_no_program_is_missing, make_directory, remove_directory),
        cmocka_unit_test_setup_teardown(file_with_another_build_id_was_replaced, make_directory,
                                        remove_directory),
        cmocka_unit_test_setup_teardown(file_with_another_time_was_replaced, make_directory,
                                        remove_directory),
        cmocka_unit_test_setup_teardown(debug_information_by_link, make_directory, remove_directory),
        cmocka_unit_test_setup_teardown(debug_information_by_build_id, make_directory, remove_directory),
        cmocka_unit_test_setup_teardown(debug_information_is_left_where_names_do, make_directory,
                                        remove_directory),
        cmocka_unit_test(loops_need_no_symbols),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
