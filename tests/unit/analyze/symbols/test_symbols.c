/* Return addresses of real runs, taken back to lines, functions and loops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyze/symbols/symbols.h"
#include "helpers/loop_fixtures.h"

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
        print_error("%s: does not merged, or was built without a build-id\n", program);
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

static void instructions_moved_into_the_loop(void **state) {
    (void)state;
    examine_everywhere("moved", "c");
}

static void exceptions_and_destructors(void **state) {
    (void)state;
    examine_everywhere("exceptions", "cpp");
}

/* A program, opened, with the return addresses of its run. */
struct opened {
    struct fixture_source source;
    struct fixture_frames frames;
    struct fixture_key key;
    struct symbols *symbols;
    struct symbols_module *module;
};

static struct opened *open_program(const char *source_name, const char *program) {
    struct opened *opened = calloc(1, sizeof *opened);
    assert_non_null(opened);
    assert_true(fixture_read_source(source_name, &opened->source));
    assert_true(fixture_run(program, NULL, &opened->frames));
    assert_true(fixture_key_of(opened->frames.path, true, &opened->key));
    opened->symbols = symbols_new();
    opened->module = symbols_module(opened->symbols, &opened->key.key);
    assert_non_null(opened->module);
    return opened;
}

static void close_program(struct opened *opened) {
    symbols_free(opened->symbols);
    free(opened);
}

/*
 * The return address of the call with the comment "expect: EXPECTED" in `function`; `frame` receives which of
 * its frames that is.
 */
static uint64_t find_call(const struct opened *opened, const char *function, const char *expected,
                          size_t *frame) {
    for (size_t i = 0; i < opened->frames.count; i++) {
        struct symbols_frame frames[MAXIMUM_INLINED];
        const size_t count =
            symbols_expand(opened->module, opened->frames.offsets[i], frames, MAXIMUM_INLINED);
        for (*frame = 0; *frame < count; ++*frame) {
            const struct symbols_frame *found = &frames[*frame];
            if (found->function && strcmp(found->function, function) == 0 &&
                found->line <= opened->source.line_count && found->line > 0 &&
                strcmp(opened->source.expected[found->line], expected) == 0)
                return opened->frames.offsets[i];
        }
    }
    fail_msg("no call in %s with expect: %s", function, expected);
    return 0;
}

static size_t depth_of(const struct opened *opened, uint64_t call, size_t frame) {
    struct symbols_frame frames[MAXIMUM_INLINED];
    assert_true(symbols_expand(opened->module, call, frames, MAXIMUM_INLINED) > frame);
    return frames[frame].loop_depth;
}

static void expect_separated(const struct opened *opened, uint64_t call, size_t frame, uint64_t other,
                             const char *loop) {
    int line = 0;
    assert_true(symbols_separating_loop(opened->module, call, frame, other, &line));
    assert_in_range(line, 1, opened->source.line_count);
    assert_string_equal(opened->source.loop[line], loop);
}

static void loops_between_two_calls(void **state) {
    (void)state;
    const char *const programs[] = {"plain.gcc.O0", "plain.gcc.O2", "plain.gcc.O3", "plain.clang.O0",
                                    "plain.clang.O2"};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        if (!is_built(programs[i]))
            continue;
        struct opened *opened = open_program("plain.c", programs[i]);
        size_t frame = 0;
        size_t inner_frame = 0;
        int line = 0;
        const uint64_t before = find_call(opened, "loop_nested", "none", &frame);
        const uint64_t outer = find_call(opened, "loop_nested", "outer", &frame);
        const uint64_t inner = find_call(opened, "loop_nested", "inner", &inner_frame);
        assert_int_equal(depth_of(opened, before, frame), 0);
        assert_int_equal(depth_of(opened, outer, frame), 1);
        assert_int_equal(depth_of(opened, inner, inner_frame), 2);
        expect_separated(opened, inner, inner_frame, before, "outer");
        expect_separated(opened, inner, inner_frame, outer, "inner");
        expect_separated(opened, outer, frame, before, "outer");
        assert_false(symbols_separating_loop(opened->module, outer, frame, inner, &line));
        assert_false(symbols_separating_loop(opened->module, before, frame, inner, &line));
        assert_false(symbols_separating_loop(opened->module, inner, inner_frame, inner, &line));
        const uint64_t first = find_call(opened, "loop_siblings", "first", &frame);
        const uint64_t second = find_call(opened, "loop_siblings", "second", &frame);
        expect_separated(opened, second, frame, first, "second");
        /* another function altogether */
        const uint64_t elsewhere = find_call(opened, "loop_while", "none", &inner_frame);
        if (strstr(programs[i], ".O0"))
            assert_false(symbols_separating_loop(opened->module, second, frame, elsewhere, &line));
        close_program(opened);
    }
}

/* A loop in an inlined function separates in its own frame, not in that of the function around. */
static void loops_between_two_calls_of_inlined_functions(void **state) {
    (void)state;
    struct opened *opened = open_program("calls.c", "calls.gcc.O2");
    size_t frame = 0;
    int line = 0;
    const uint64_t child = find_call(opened, "inlined_parent_and_children", "children", &frame);
    assert_int_equal(frame, 1);
    const uint64_t parent = find_call(opened, "inlined_parent_and_children", "none", &frame);
    assert_int_equal(frame, 1);
    expect_separated(opened, child, 1, parent, "children");
    assert_false(symbols_separating_loop(opened->module, child, 0, parent, &line));
    close_program(opened);
}

static void inlined_frames_are_told(void **state) {
    (void)state;
    const char *const programs[] = {"calls.gcc.O2", "calls.gcc.O2-dwarf4", "calls.clang.O2",
                                    "calls.clang.O2-dwarf4"};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        if (!is_built(programs[i]))
            continue;
        struct opened *opened = open_program("calls.c", programs[i]);
        struct symbols_frame frames[MAXIMUM_INLINED];
        size_t frame = 0;
        const uint64_t call = find_call(opened, "loop_around_two_levels", "levels", &frame);
        assert_int_equal(symbols_expand(opened->module, call, frames, MAXIMUM_INLINED), frame + 1);
        assert_int_equal(frame, 2);
        assert_string_equal(frames[0].function, "inlined_query");
        assert_string_equal(frames[1].function, "inlined_twice");
        assert_string_equal(frames[2].function, "loop_around_two_levels");
        assert_true(frames[0].inlined && frames[1].inlined && !frames[2].inlined);
        assert_true(frames[2].declaration_line > 0 && frames[2].declaration_line < frames[2].line);
        assert_true(frames[0].file[0] == '/');
        assert_true(frames[0].function_offset == frames[2].function_offset && frames[0].function_offset > 0);
        /* a small array gets the innermost frames; the count is that of all */
        struct symbols_frame first;
        assert_int_equal(symbols_expand(opened->module, call, &first, 1), 3);
        assert_string_equal(first.function, "inlined_query");
        assert_int_equal(symbols_expand(opened->module, call, NULL, 0), 3);
        close_program(opened);
    }
}

static void names_of_methods_are_complete(void **state) {
    (void)state;
    const char *const programs[] = {"exceptions.gcc.O2", "exceptions.clang.O2"};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        if (!is_built(programs[i]))
            continue;
        struct opened *opened = open_program("exceptions.cpp", programs[i]);
        size_t frame = 0;
        find_call(opened, "shop::Orders::load", "range", &frame);
        find_call(opened, "shop::Orders::load_with_handler", "handler", &frame);
        find_call(opened, "shop::Orders::load_by_lambda::{lambda}::operator()", "none", &frame);
        close_program(opened);
    }
}

static void address_without_code_has_one_unknown_frame(void **state) {
    (void)state;
    struct opened *opened = open_program("plain.c", "plain.gcc.O2");
    const uint64_t nowhere[] = {0, 1, 0x100, 0x7fffffffffff, UINT64_MAX};
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        struct symbols_frame frame = {.line = 7};
        assert_int_equal(symbols_expand(opened->module, nowhere[i], &frame, 1), 1);
        assert_null(frame.file);
        assert_int_equal(frame.line, 0);
        assert_false(frame.in_loop);
    }
    close_program(opened);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loop_statements),
        cmocka_unit_test(jump_tables),
        cmocka_unit_test(recursion_tail_calls_and_inlining),
        cmocka_unit_test(code_moved_behind_or_out_of_the_function),
        cmocka_unit_test(instructions_moved_into_the_loop),
        cmocka_unit_test(exceptions_and_destructors),
        cmocka_unit_test(loops_between_two_calls),
        cmocka_unit_test(loops_between_two_calls_of_inlined_functions),
        cmocka_unit_test(inlined_frames_are_told),
        cmocka_unit_test(names_of_methods_are_complete),
        cmocka_unit_test(address_without_code_has_one_unknown_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
