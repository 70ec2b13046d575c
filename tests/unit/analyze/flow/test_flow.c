/* Lines and loops in the normal form that runtimes other than CPython write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/flow/flow.h"
#include "loopline/capture.h"

enum { MOST_LOOPS = 8 };

static struct flow_code *code_of(const struct loopline_code_line *lines, size_t line_bytes,
                                 const struct loopline_code_loop *loops, size_t loop_bytes) {
    struct flow_code *code =
        flow_code_read((const uint8_t *)lines, line_bytes, (const uint8_t *)loops, loop_bytes);
    assert_non_null(code);
    return code;
}

/* Line 3: a loop from 10 to 40; in it, on line 5, one from 20 to 30. */
static const struct loopline_code_line lines[] = {{0, 2}, {10, 3}, {20, 5}, {32, 7}, {50, 9}};
static const struct loopline_code_loop loops[] = {{20, 30, 5}, {10, 40, 3}};

static void a_line_holds_up_to_the_next_entry(void **state) {
    (void)state;
    struct flow_code *code = code_of(lines, sizeof lines, loops, sizeof loops);
    assert_int_equal(flow_code_line(code, 0), 2);
    assert_int_equal(flow_code_line(code, 9), 2);
    assert_int_equal(flow_code_line(code, 10), 3);
    assert_int_equal(flow_code_line(code, 1000), 9);
    flow_code_free(code);
}

static void loops_are_told_outermost_first(void **state) {
    (void)state;
    struct code_loop found[MOST_LOOPS];
    struct flow_code *code = code_of(lines, sizeof lines, loops, sizeof loops);
    assert_int_equal(flow_code_loops(code, 9, found, MOST_LOOPS), 0);
    assert_int_equal(flow_code_loops(code, 41, found, MOST_LOOPS), 0);
    assert_int_equal(flow_code_loops(code, 30, found, MOST_LOOPS), 2);
    assert_int_equal(found[0].header_line, 3);
    assert_int_equal(found[1].header_line, 5);
    assert_int_equal(flow_code_loops(code, 30, found, 1), 2);
    assert_int_equal(found[0].header_line, 3);
    flow_code_free(code);
}

static void the_separating_loop_is_the_outermost_without_the_other(void **state) {
    (void)state;
    struct code_loop loop;
    struct flow_code *code = code_of(lines, sizeof lines, loops, sizeof loops);
    assert_true(flow_code_separating_loop(code, 25, 5, &loop));
    assert_int_equal(loop.header_line, 3);
    assert_true(flow_code_separating_loop(code, 25, 35, &loop));
    assert_int_equal(loop.header_line, 5);
    assert_false(flow_code_separating_loop(code, 25, 26, &loop));
    assert_false(flow_code_separating_loop(code, 35, 25, &loop));
    flow_code_free(code);
}

static void a_loop_over_items_is_marked_in_its_line(void **state) {
    (void)state;
    static const struct loopline_code_loop marked[] = {{20, 30, 5 | LOOPLINE_CODE_LOOP_ITEMS}, {10, 40, 3}};
    struct code_loop found[MOST_LOOPS];
    struct flow_code *code = code_of(lines, sizeof lines, marked, sizeof marked);
    assert_int_equal(flow_code_loops(code, 30, found, MOST_LOOPS), 2);
    assert_false(found[0].has_items);
    assert_int_equal(found[1].header_line, 5);
    assert_true(found[1].has_items);
    flow_code_free(code);
}

/* PHP's FE_FETCH at 10: what it runs is looped over, and not in the loop. */
static void the_fetch_of_the_next_item_is_not_in_the_body(void **state) {
    (void)state;
    struct code_loop loop;
    struct flow_code *code = code_of(lines, sizeof lines, loops, sizeof loops);
    assert_true(flow_code_fetches_item(code, 10));
    assert_false(flow_code_fetches_item(code, 11));
    assert_true(flow_code_separating_loop(code, 35, 10, &loop));
    assert_int_equal(loop.header_line, 3);
    assert_false(flow_code_separating_loop(code, 10, 10, &loop));
    flow_code_free(code);
}

/* Perl has a code object for each line, with the loops around it. */
static void loops_of_one_instruction_keep_their_order(void **state) {
    (void)state;
    static const struct loopline_code_line line[] = {{0, 8}};
    static const struct loopline_code_loop around[] = {{0, 0, 4}, {0, 0, 6}, {0, 0, 6}};
    struct code_loop found[MOST_LOOPS];
    struct flow_code *code = code_of(line, sizeof line, around, sizeof around);
    assert_int_equal(flow_code_line(code, 0), 8);
    assert_int_equal(flow_code_loops(code, 0, found, MOST_LOOPS), 3);
    assert_int_equal(found[0].header_line, 4);
    assert_int_equal(found[2].header_line, 6);
    assert_false(flow_code_fetches_item(code, 0));
    flow_code_free(code);
}

static void several_jumps_back_to_one_place_are_one_loop(void **state) {
    (void)state;
    static const struct loopline_code_loop jumps[] = {{10, 20, 3}, {10, 40, 3}, {10, 30, 3}};
    struct code_loop found[MOST_LOOPS];
    struct flow_code *code = code_of(lines, sizeof lines, jumps, sizeof jumps);
    assert_int_equal(flow_code_loops(code, 15, found, MOST_LOOPS), 1);
    assert_int_equal(found[0].end, 41);
    flow_code_free(code);
}

static void damage_does_no_harm(void **state) {
    (void)state;
    static const struct loopline_code_line shuffled[] = {{30, 4}, {0, UINT32_MAX}, {10, 2}};
    static const struct loopline_code_loop senseless[] = {{9, 3, 1}, {0, UINT32_MAX, 1}, {5, 6, UINT32_MAX}};
    struct code_loop found[MOST_LOOPS];
    struct flow_code *code = code_of(shuffled, sizeof shuffled - 3, senseless, sizeof senseless);
    assert_int_equal(flow_code_line(code, 5), 0);
    assert_int_equal(flow_code_line(code, 40), 4);
    assert_int_equal(flow_code_loops(code, 5, found, MOST_LOOPS), 1);
    assert_int_equal(found[0].header_line, 0);
    flow_code_free(code);
    code = flow_code_read(NULL, 0, NULL, 0);
    assert_non_null(code);
    assert_int_equal(flow_code_line(code, 0), 0);
    flow_code_free(code);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_holds_up_to_the_next_entry),
        cmocka_unit_test(loops_are_told_outermost_first),
        cmocka_unit_test(the_separating_loop_is_the_outermost_without_the_other),
        cmocka_unit_test(the_fetch_of_the_next_item_is_not_in_the_body),
        cmocka_unit_test(a_loop_over_items_is_marked_in_its_line),
        cmocka_unit_test(loops_of_one_instruction_keep_their_order),
        cmocka_unit_test(several_jumps_back_to_one_place_are_one_loop),
        cmocka_unit_test(damage_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
