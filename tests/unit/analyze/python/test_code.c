/* Lines and loops of Python code, on code objects of real interpreters (tests/unit/fixtures/python). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helpers/python_captures.h"
#include "loopline/capture.h"

enum { MOST_LOOPS = 8, OLDEST_VERSION = 8, NEWEST_VERSION = 14 };

static const char *const captures[] = {"3.8",  "3.9",  "3.10",        "3.11",        "3.12",
                                       "3.13", "3.14", "3.12-traced", "3.13-traced", "3.14-traced"};

typedef void check_code(const char *version, const struct captured_code *captured,
                        const struct python_code *code);

static int failures;

static void complain(const char *version, const struct captured_code *captured,
                     const struct captured_query *query, const char *what) {
    failures++;
    print_error("%s, %s, query at %u, line %d: %s\n", version, captured->name, query->offset, query->line,
                what);
}

static void check_version(const char *version, check_code *check) {
    struct python_capture capture;
    if (!python_capture_read(version, &capture))
        fail_msg("%s.capture is not in $LOOPLINE_FIXTURES/python, or damaged; run by `make unit`", version);
    const int minor = capture.codes->bytes.minor;
    const bool is_known =
        strcmp(version, "here") != 0 || (minor >= OLDEST_VERSION && minor <= NEWEST_VERSION);
    if (!is_known)
        print_message("python3 is 3.%d here, which is not known: passed over\n", minor);
    for (size_t i = 0; is_known && i < capture.count; i++) {
        struct python_code *code = python_code_read(&capture.codes[i].bytes);
        assert_non_null(code);
        check(version, &capture.codes[i], code);
        python_code_free(code);
    }
    python_capture_free(&capture);
}

static void check_versions(check_code *check) {
    failures = 0;
    for (size_t i = 0; i < sizeof captures / sizeof *captures; i++)
        check_version(captures[i], check);
    check_version("here", check);
    assert_int_equal(failures, 0);
}

/* ---- Real code ---- */

static void check_lines(const char *version, const struct captured_code *captured,
                        const struct python_code *code) {
    for (size_t i = 0; i < captured->query_count; i++)
        if (python_code_line(code, captured->queries[i].offset) != captured->queries[i].line)
            complain(version, captured, &captured->queries[i], "another line");
}

static void lines_are_those_the_interpreter_tells(void **state) {
    (void)state;
    check_versions(check_lines);
}

static void check_instructions_of_lines(const char *version, const struct captured_code *captured,
                                        const struct python_code *code) {
    for (size_t i = 0; i < captured->query_count; i++) {
        const int line = captured->queries[i].line;
        const uint32_t found = python_code_instruction_at_line(code, line);
        /* What only fetches the next item of a loop over several lines stands for no call. */
        if (found != UINT32_MAX && python_code_line(code, found) != line)
            complain(version, captured, &captured->queries[i], "an instruction of another line");
    }
}

static void a_line_leads_to_an_instruction_of_its_own(void **state) {
    (void)state;
    check_versions(check_instructions_of_lines);
}

static void describe_loops(const struct code_loop *loops, size_t count, char *text, size_t room) {
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count && length < room; i++)
        length += (size_t)snprintf(text + length, room - length, " %d", loops[i].header_line);
}

static void check_loops(const char *version, const struct captured_code *captured,
                        const struct python_code *code) {
    for (size_t i = 0; i < captured->query_count; i++) {
        const struct captured_query *query = &captured->queries[i];
        struct code_loop expected[CAPTURED_LOOPS];
        for (size_t j = 0; j < query->loop_count; j++)
            expected[j].header_line = query->loops[j].header_line;
        struct code_loop found[MOST_LOOPS];
        const size_t count = python_code_loops(code, query->offset, found, MOST_LOOPS);
        assert_true(count <= MOST_LOOPS);
        char expected_text[128];
        char found_text[128];
        describe_loops(expected, query->loop_count, expected_text, sizeof expected_text);
        describe_loops(found, count, found_text, sizeof found_text);
        if (strcmp(expected_text, found_text) == 0)
            continue;
        char what[300];
        (void)snprintf(what, sizeof what, "loops%s expected, found%s", expected_text, found_text);
        complain(version, captured, query, what);
    }
}

static void loops_are_those_that_repeat_the_query(void **state) {
    (void)state;
    check_versions(check_loops);
}

/* The header of the first loop of `query` that `other` is not in; 0: none. */
static int expected_between(const struct captured_query *query, const struct captured_query *other) {
    for (size_t i = 0; i < query->loop_count; i++)
        if (i >= other->loop_count || strcmp(query->loops[i].name, other->loops[i].name) != 0)
            return query->loops[i].header_line;
    return 0;
}

static void check_separating(const char *version, const struct captured_code *captured,
                             const struct python_code *code) {
    for (size_t i = 0; i < captured->query_count; i++) {
        for (size_t j = 0; j < captured->query_count; j++) {
            const struct captured_query *query = &captured->queries[i];
            const struct captured_query *other = &captured->queries[j];
            struct code_loop loop = {0};
            const bool found = python_code_separating_loop(code, query->offset, other->offset, &loop);
            const int expected = expected_between(query, other);
            if (found != (expected != 0) || loop.header_line != expected)
                complain(version, captured, query, "another loop sets it apart from an other query");
        }
    }
}

static void the_separating_loop_is_the_outermost_that_holds_one_alone(void **state) {
    (void)state;
    check_versions(check_separating);
}

static void check_extent(const char *version, const struct captured_code *captured,
                         const struct python_code *code) {
    for (size_t i = 0; i < captured->query_count; i++) {
        const struct captured_query *query = &captured->queries[i];
        struct code_loop found[MOST_LOOPS];
        const size_t count = python_code_loops(code, query->offset, found, MOST_LOOPS);
        for (size_t j = 0; j < count; j++)
            if (found[j].start >= found[j].end || found[j].end > captured->bytes.bytecode_bytes)
                complain(version, captured, query, "a loop that ends before it starts");
        struct code_loop outermost[1];
        assert_int_equal(python_code_loops(code, query->offset, outermost, 1), count);
        if (count > 0)
            assert_memory_equal(outermost, found, sizeof outermost);
        assert_int_equal(python_code_loops(code, query->offset, NULL, 0), count);
    }
}

static void the_outermost_loops_are_kept_where_room_is_short(void **state) {
    (void)state;
    check_versions(check_extent);
}

struct compiling_version {
    const char *version;
    uint8_t enter_executor;
    uint8_t jump; /* the jump back of builds that compile */
};

enum { JUMP_BYTES = 4, PREFIX_BYTES = 2 };

/*
 * Builds that compile to machine code put ENTER_EXECUTOR in place of the jump back or of the EXTENDED_ARG
 * before it.
 */
static void check_compiled(const struct compiling_version *compiling, const char *name, bool has_prefix) {
    struct python_capture capture;
    assert_true(python_capture_read(compiling->version, &capture));
    size_t i = 0;
    while (i < capture.count && strcmp(capture.codes[i].name, name) != 0)
        i++;
    assert_true(i < capture.count);
    const struct captured_code *captured = &capture.codes[i];
    struct python_code *code = python_code_read(&captured->bytes);
    const uint32_t query = captured->queries[1].offset;
    struct code_loop loop;
    assert_int_equal(python_code_loops(code, query, &loop, 1), 1);
    python_code_free(code);
    uint8_t *jump = (uint8_t *)captured->bytes.bytecode + loop.end - JUMP_BYTES;
    jump[0] = compiling->jump;
    uint8_t *replaced = has_prefix ? jump - PREFIX_BYTES : jump;
    replaced[0] = compiling->enter_executor;
    replaced[1] = 3;
    code = python_code_read(&captured->bytes);
    struct code_loop compiled;
    assert_int_equal(python_code_loops(code, query, &compiled, 1), 1);
    assert_memory_equal(&compiled, &loop, sizeof loop);
    python_code_free(code);
    python_capture_free(&capture);
}

static void a_compiled_loop_is_still_a_loop(void **state) {
    (void)state;
    static const struct compiling_version versions[] = {{"3.13", 70, 77}, {"3.14", 255, 175}};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        check_compiled(&versions[i], "plain_for", false);
        check_compiled(&versions[i], "long_jumps", true);
    }
}

/* 3.12: NOP, then LOAD_GLOBAL behind INSTRUMENTED_LINE, whose caches could be taken for a JUMP_BACKWARD. */
static void caches_of_a_hidden_opcode_are_no_instructions(void **state) {
    (void)state;
    static const uint8_t bytecode[] = {9, 0, 254, 1, 140, 2, 0, 0, 0, 0, 0, 0, 83, 0};
    static const uint8_t line_table[] = {0x80 | 13 << 3 | 0, 2, 0x80 | 13 << 3 | 4, 2, 0x80 | 13 << 3 | 0, 2};
    const struct python_code_bytes bytes = {12,   1, bytecode, sizeof bytecode, line_table, sizeof line_table,
                                            NULL, 0};
    struct python_code *code = python_code_read(&bytes);
    assert_non_null(code);
    for (uint32_t offset = 0; offset < sizeof bytecode; offset += 2)
        assert_int_equal(python_code_loops(code, offset, NULL, 0), 0);
    assert_int_equal(python_code_line(code, 0), 2);
    assert_int_equal(python_code_line(code, 10), 3);
    assert_int_equal(python_code_line(code, 12), 4);
    python_code_free(code);
}

static void what_a_loop_iterates_over_is_not_in_its_body(void **state) {
    (void)state;
    /* 3.8: LOAD_FAST, GET_ITER, FOR_ITER to 12, CALL_FUNCTION, POP_TOP, JUMP_ABSOLUTE to 4, LOAD_CONST,
     * RETURN */
    static const uint8_t bytecode[] = {124, 0, 68, 0, 93, 6, 131, 0, 1, 0, 113, 4, 100, 0, 83, 0};
    static const uint8_t lines[] = {6, 1};
    enum { BEFORE = 0, FETCH = 4, BODY = 6 };
    const struct python_code_bytes bytes = {8, 1, bytecode, sizeof bytecode, lines, sizeof lines, NULL, 0};
    struct python_code *code = python_code_read(&bytes);
    assert_non_null(code);
    struct code_loop loop;
    assert_true(python_code_separating_loop(code, BODY, FETCH, &loop));
    assert_int_equal(loop.start, FETCH);
    assert_true(python_code_separating_loop(code, FETCH, BEFORE, &loop));
    assert_false(python_code_separating_loop(code, FETCH, FETCH, &loop));
    assert_false(python_code_separating_loop(code, FETCH, BODY, &loop));
    assert_false(python_code_separating_loop(code, BODY, BODY, &loop));
    python_code_free(code);
}

static void a_line_is_in_the_loop_whose_body_it_is(void **state) {
    (void)state;
    /* 3.8: the loop of above, its body on a line of its own, and on the one on which it begins. */
    static const uint8_t bytecode[] = {124, 0, 68, 0, 93, 6, 131, 0, 1, 0, 113, 4, 100, 0, 83, 0};
    static const uint8_t lines[] = {8, 1};
    enum { BEFORE = 0, TARGET = 6, BODY = 8 };
    struct python_code_bytes bytes = {8, 1, bytecode, sizeof bytecode, lines, sizeof lines, NULL, 0};
    struct python_code *code = python_code_read(&bytes);
    assert_non_null(code);
    assert_int_equal(python_code_instruction_at_line(code, 1), BEFORE);
    assert_int_equal(python_code_instruction_at_line(code, 2), BODY);
    assert_int_equal(python_code_instruction_at_line(code, 3), UINT32_MAX);
    python_code_free(code);
    bytes.line_table_bytes = 0;
    code = python_code_read(&bytes);
    assert_non_null(code);
    assert_int_equal(python_code_instruction_at_line(code, 1), TARGET);
    python_code_free(code);
}

/* ---- Code that was made from a template ---- */

static void lines_are_those_of_the_template(void **state) {
    (void)state;
    /* 3.8: the loop of above, on lines 7 and 8 of what was generated. */
    static const uint8_t bytecode[] = {124, 0, 68, 0, 93, 6, 131, 0, 1, 0, 113, 4, 100, 0, 83, 0};
    static const uint8_t lines[] = {8, 1};
    static const struct loopline_code_origin origins[] = {{7, 30}, {8, 20}};
    enum { BEFORE = 0, FETCH = 4, BODY = 8 };
    struct python_code_bytes bytes = {8, 7, bytecode, sizeof bytecode, lines, sizeof lines, NULL, 0};
    bytes.origins = (const uint8_t *)origins;
    bytes.origins_bytes = sizeof origins + 3; /* an incomplete entry is left out */
    struct python_code *code = python_code_read(&bytes);
    assert_non_null(code);
    struct code_loop loop;
    assert_int_equal(python_code_line(code, BEFORE), 30);
    assert_int_equal(python_code_line(code, FETCH), 30);
    assert_int_equal(python_code_line(code, BODY), 20);
    assert_int_equal(python_code_loops(code, BODY, &loop, 1), 1);
    assert_int_equal(loop.header_line, 30);
    python_code_free(code);
    bytes.origins = (const uint8_t *)&origins[1];
    bytes.origins_bytes = sizeof *origins;
    code = python_code_read(&bytes);
    assert_non_null(code);
    assert_int_equal(python_code_line(code, BEFORE), 1); /* what is in front of all is the first line's */
    python_code_free(code);
}

/* ---- Bytes that no interpreter wrote ---- */

static void ask_everything(const struct python_code *code, uint32_t bytes) {
    struct code_loop loops[MOST_LOOPS];
    struct code_loop loop;
    for (uint32_t offset = 0; offset < bytes + 4; offset++) {
        (void)python_code_line(code, offset);
        (void)python_code_loops(code, offset, loops, MOST_LOOPS);
        (void)python_code_separating_loop(code, offset, bytes - offset, &loop);
    }
}

static void read_damaged(const struct python_code_bytes *bytes) {
    struct python_code *code = python_code_read(bytes);
    assert_non_null(code);
    ask_everything(code, (uint32_t)bytes->bytecode_bytes);
    python_code_free(code);
}

static void check_damaged(const char *version, const struct captured_code *captured,
                          const struct python_code *code) {
    (void)version;
    (void)code;
    struct python_code_bytes cut = captured->bytes;
    cut.bytecode_bytes = cut.bytecode_bytes / 2 + 1;
    read_damaged(&cut);
    cut.line_table_bytes /= 2;
    read_damaged(&cut);
    struct python_code_bytes swapped = captured->bytes;
    swapped.bytecode = captured->bytes.line_table;
    swapped.bytecode_bytes = captured->bytes.line_table_bytes;
    swapped.line_table = captured->bytes.bytecode;
    swapped.line_table_bytes = captured->bytes.bytecode_bytes;
    read_damaged(&swapped);
    for (swapped.minor = OLDEST_VERSION; swapped.minor <= NEWEST_VERSION; swapped.minor++)
        read_damaged(&swapped);
}

static void damaged_code_does_no_harm(void **state) {
    (void)state;
    check_versions(check_damaged);
}

static void nothing_is_known_outside_the_code(void **state) {
    (void)state;
    static const uint8_t bytecode[] = {0, 0};
    struct python_code_bytes bytes = {11, 7, bytecode, sizeof bytecode, NULL, 0, NULL, 0};
    struct python_code *code = python_code_read(&bytes);
    assert_non_null(code);
    struct code_loop loop;
    assert_int_equal(python_code_line(code, 0), 0);
    assert_int_equal(python_code_line(code, 2), 0);
    assert_int_equal(python_code_line(code, UINT32_MAX), 0);
    assert_int_equal(python_code_loops(code, UINT32_MAX, &loop, 1), 0);
    assert_false(python_code_separating_loop(code, UINT32_MAX, 0, &loop));
    python_code_free(code);
    bytes.bytecode_bytes = 0;
    read_damaged(&bytes);
}

static void unknown_versions_are_refused(void **state) {
    (void)state;
    static const uint8_t bytecode[] = {9, 0};
    struct python_code_bytes bytes = {7, 1, bytecode, sizeof bytecode, NULL, 0, NULL, 0};
    assert_null(python_code_read(&bytes));
    bytes.minor = 99;
    assert_null(python_code_read(&bytes));
    bytes.minor = -1;
    assert_null(python_code_read(&bytes));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_those_the_interpreter_tells),
        cmocka_unit_test(loops_are_those_that_repeat_the_query),
        cmocka_unit_test(the_separating_loop_is_the_outermost_that_holds_one_alone),
        cmocka_unit_test(what_a_loop_iterates_over_is_not_in_its_body),
        cmocka_unit_test(a_line_leads_to_an_instruction_of_its_own),
        cmocka_unit_test(a_line_is_in_the_loop_whose_body_it_is),
        cmocka_unit_test(lines_are_those_of_the_template),
        cmocka_unit_test(the_outermost_loops_are_kept_where_room_is_short),
        cmocka_unit_test(a_compiled_loop_is_still_a_loop),
        cmocka_unit_test(caches_of_a_hidden_opcode_are_no_instructions),
        cmocka_unit_test(damaged_code_does_no_harm),
        cmocka_unit_test(nothing_is_known_outside_the_code),
        cmocka_unit_test(unknown_versions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
