/*
 * What a thread works on for another one, as hand-overs, answers and suspended coroutines change it.
 */
#include "helpers/unit.h"

#include "capture/writer/hand_over.h"

enum { GIVER = 77, OTHER_GIVER = 78, STACK = 5, WAIT = 6, COROUTINES = 9 };

static struct hand_over work_of(uint32_t giver) {
    return (struct hand_over){.origin = {.handed_over_by = STACK, .taken_at = WAIT},
                              .thread_count = 1,
                              .threads = {giver},
                              .work = (uint64_t)giver << 32,
                              .latest = STACK,
                              .looked = true};
}

static int start(void **state) {
    (void)state;
    hand_over_end();
    const struct hand_over given = work_of(GIVER);
    hand_over_take(&given);
    return 0;
}

static void more_work_of_one_thread_is_no_boundary(void **state) {
    (void)state;
    const struct boundaries before = boundaries;
    struct hand_over given = work_of(GIVER);
    given.answers++;
    hand_over_take(&given);
    assert_int_equal(boundaries.hand_overs, before.hand_overs + 1);
    assert_int_equal(boundaries.client_waits, before.client_waits);
    assert_int_equal(boundaries.other_waits, before.other_waits);
}

static void a_job_that_comes_before_the_last_was_answered_is_a_wait(void **state) {
    (void)state;
    const struct boundaries before = boundaries;
    const struct hand_over given = work_of(GIVER);
    hand_over_take(&given);
    assert_int_equal(boundaries.client_waits, before.client_waits);
    assert_int_equal(boundaries.other_waits, before.other_waits + 1);
}

static void an_answer_is_counted_for_whoever_gave_the_work(void **state) {
    (void)state;
    const uint32_t before = hand_over_here().answers;
    const struct hand_over own = work_of(thread_number());
    hand_over_take(&own);
    hand_over_answer_early();
    assert_int_equal(hand_over_here().answers, before + 1);
    hand_over_end();
    hand_over_answer_early();
    assert_int_equal(hand_over_here().answers, before + 1);
}

static void work_of_another_thread_is_one(void **state) {
    (void)state;
    const struct boundaries before = boundaries;
    const struct hand_over given = work_of(OTHER_GIVER);
    hand_over_take(&given);
    assert_int_equal(boundaries.client_waits, before.client_waits + 1);
}

static void what_the_giver_waited_for_goes_along(void **state) {
    (void)state;
    const struct boundaries before = boundaries;
    struct hand_over given = work_of(GIVER);
    given.boundaries.other_waits++;
    hand_over_take(&given);
    assert_int_equal(boundaries.other_waits, before.other_waits + 1);
    assert_int_equal(boundaries.client_waits, before.client_waits);
}

static void after_an_answer_it_is_looked_for_who_waits(void **state) {
    (void)state;
    assert_false(hand_over_is_to_be_looked_for());
    hand_over_answered();
    assert_true(hand_over_taken.origin.answered);
    assert_true(hand_over_is_to_be_looked_for());
    hand_over_found(0);
    assert_true(hand_over_taken.origin.answered);
    assert_int_equal(hand_over_taken.origin.handed_over_by, STACK);
    assert_false(hand_over_is_to_be_looked_for());
}

static void whoever_waits_has_handed_it_over(void **state) {
    (void)state;
    const struct boundaries before = boundaries;
    hand_over_answered();
    hand_over_found(COROUTINES);
    assert_int_equal(hand_over_taken.origin.handed_over_by, COROUTINES);
    assert_int_equal(hand_over_taken.origin.taken_at, WAIT);
    assert_int_equal(hand_over_taken.latest, STACK);
    assert_false(hand_over_taken.origin.answered);
    assert_false(hand_over_is_to_be_looked_for());
    assert_int_equal(boundaries.hand_overs, before.hand_overs + 1);
}

static void a_thread_of_its_own_answers_nobody(void **state) {
    (void)state;
    hand_over_end();
    hand_over_answered();
    assert_false(hand_over_taken.origin.answered);
    assert_false(hand_over_is_to_be_looked_for());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(more_work_of_one_thread_is_no_boundary, start),
        cmocka_unit_test_setup(a_job_that_comes_before_the_last_was_answered_is_a_wait, start),
        cmocka_unit_test_setup(an_answer_is_counted_for_whoever_gave_the_work, start),
        cmocka_unit_test_setup(work_of_another_thread_is_one, start),
        cmocka_unit_test_setup(what_the_giver_waited_for_goes_along, start),
        cmocka_unit_test_setup(after_an_answer_it_is_looked_for_who_waits, start),
        cmocka_unit_test_setup(whoever_waits_has_handed_it_over, start),
        cmocka_unit_test_setup(a_thread_of_its_own_answers_nobody, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
