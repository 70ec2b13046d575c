/* Return addresses of real runs, taken back to lines, functions and loops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyze/symbols.h"
#include "loop_fixtures.h"

enum { MAXIMUM_INLINED = 16 };

static const char *const compilers[] = {"gcc", "clang"};
static const char *const flavours[] = {
    "O0", "O2", "O3", "Os", "O2-static-code", "O2-dwarf4", "O2-protected", "O2-shared", "O3-sections"};

/* One program, and what is found in it. */
struct examination {
    const struct fixture_source *source;
    const char *source_name;
    const char *program;
    bool seen[FIXTURE_MAXIMUM_LINES];
    int faults;
};

static bool ends_in(const char *path, const char *name) {
    const char *file = path ? strrchr(path, '/') : NULL;
    return file && strcmp(file + 1, name) == 0;
}

static void examine_frame(struct examination *examination, const struct symbols_frame *frame,
                          uint64_t offset) {
    if (!ends_in(frame->file, examination->source_name) || frame->line <= 0 ||
        frame->line > examination->source->line_count)
        return;
    const char *expected = examination->source->expected[frame->line];
    if (!expected[0])
        return;
    examination->seen[frame->line] = true;
    const bool should_loop = strcmp(expected, "none") != 0;
    const bool has_header = frame->header_line > 0 && frame->header_line <= examination->source->line_count;
    const char *header = has_header ? examination->source->loop[frame->header_line] : "";
    if (should_loop == frame->in_loop && (!should_loop || strcmp(header, expected) == 0) &&
        (should_loop ? frame->loop_depth > 0 : frame->loop_depth == 0))
        return;
    examination->faults++;
    print_error("%s: %s:%d (%s, %#lx): expected %s; in_loop %d, depth %zu, header line %d\n",
                examination->program, examination->source_name, frame->line,
                frame->function ? frame->function : "?", offset, expected, frame->in_loop, frame->loop_depth,
                frame->header_line);
}

/* Without an optimiser no call is merged with another or made a jump, so every expectation has to be seen. */
static void expect_all_seen(struct examination *examination) {
    for (int line = 1; line <= examination->source->line_count; line++) {
        if (!examination->source->expected[line][0] || examination->seen[line])
            continue;
        examination->faults++;
        print_error("%s: %s:%d: no frame on this line\n", examination->program, examination->source_name,
                    line);
    }
}

static bool ends_in_flavour(const char *program, const char *flavour) {
    return strcmp(strrchr(program, '.'), flavour) == 0;
}

static int examine(const struct fixture_source *source, const char *source_name, const char *program,
                   const char *library) {
    struct examination examination = {.source = source, .source_name = source_name, .program = program};
    struct fixture_frames *frames = calloc(1, sizeof *frames);
    struct fixture_key key;
    assert_non_null(frames);
    if (!fixture_run(program, library, frames) || !fixture_key_of(frames->path, true, &key)) {
        print_error("%s: does not run, or was built without a build-id\n", program);
        free(frames);
        return 1;
    }
    struct symbols *symbols = symbols_new();
    struct symbols_module *module = symbols_module(symbols, &key.key);
    assert_non_null(module);
    assert_int_equal(symbols_module_state(module), SYMBOLS_LINES);
    for (size_t i = 0; i < frames->count; i++) {
        struct symbols_frame expanded[MAXIMUM_INLINED];
        const size_t count = symbols_expand(module, frames->offsets[i], expanded, MAXIMUM_INLINED);
        assert_in_range(count, 1, MAXIMUM_INLINED);
        for (size_t frame = 0; frame < count; frame++)
            examine_frame(&examination, &expanded[frame], frames->offsets[i]);
    }
    if (ends_in_flavour(program, ".O0"))
        expect_all_seen(&examination);
    symbols_free(symbols);
    free(frames);
    return examination.faults;
}

static bool is_built(const char *program) {
    char path[FIXTURE_PATH_BYTES];
    FILE *file = fixture_path(program, path) ? fopen(path, "re") : NULL;
    if (file)
        fclose(file);
    return file != NULL;
}

static void examine_everywhere(const char *name, const char *suffix) {
    struct fixture_source *source = calloc(1, sizeof *source);
    char source_name[FIXTURE_NAME_BYTES];
    int faults = 0;
    int programs = 0;
    assert_non_null(source);
    snprintf(source_name, sizeof source_name, "%s.%s", name, suffix);
    if (!fixture_read_source(source_name, source))
        fail_msg("%s: not in $LOOPLINE_FIXTURES/loops; run by `make unit`", source_name);
    for (size_t compiler = 0; compiler < 2; compiler++) {
        for (size_t flavour = 0; flavour < sizeof flavours / sizeof *flavours; flavour++) {
            char program[FIXTURE_NAME_BYTES * 3];
            char library[FIXTURE_NAME_BYTES * 3];
            snprintf(program, sizeof program, "%s.%s.%s", name, compilers[compiler], flavours[flavour]);
            snprintf(library, sizeof library, "lib%s.%s.so", name, compilers[compiler]);
            if (!is_built(program)) {
                print_message("left out: %s was not built\n", program);
                continue;
            }
            const bool is_shared = strcmp(flavours[flavour], "O2-shared") == 0;
            faults += examine(source, source_name, program, is_shared ? library : NULL);
            programs++;
        }
    }
    free(source);
    assert_true(programs > 0);
    assert_int_equal(faults, 0);
}

static void loop_statements(void **state) {
    (void)state;
    examine_everywhere("plain", "c");
}

static void jump_tables(void **state) {
    (void)state;
    examine_everywhere("switches", "c");
}

static void recursion_tail_calls_and_inlining(void **state) {
    (void)state;
    examine_everywhere("calls", "c");
}

static void code_moved_behind_or_out_of_the_function(void **state) {
    (void)state;
    examine_everywhere("cold", "c");
}

static void exceptions_and_destructors(void **state) {
    (void)state;
    examine_everywhere("exceptions", "cpp");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loop_statements),
        cmocka_unit_test(jump_tables),
        cmocka_unit_test(recursion_tail_calls_and_inlining),
        cmocka_unit_test(code_moved_behind_or_out_of_the_function),
        cmocka_unit_test(exceptions_and_destructors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
