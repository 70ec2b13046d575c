/*
 * What is given up to stay within a budget, over made-up times.
 */
#include "helpers/unit.h"

#include "capture/writer/governor.h"
#include "loopline/capture.h"

enum { WINDOW = 1 << 20, GRACE = 4 * WINDOW, ONE_PERCENT = 10000 };

static const struct governor_rule rule = {.budget = ONE_PERCENT, .grace = GRACE, .window = WINDOW};

struct thread {
    struct governor governor;
    struct loopline_thread_record record;
    uint64_t now;
};

/* Measured statements, one in GOVERNOR_SAMPLES, each `apart` ticks behind the one before. */
static void run(struct thread *thread, uint32_t statements, uint64_t own, uint64_t apart) {
    for (uint32_t i = 0; i < statements; i++) {
        thread->now += apart;
        governor_note(&thread->governor, &rule, own, thread->now, &thread->record);
    }
}

static struct thread new_thread(void) {
    return (struct thread){.now = WINDOW};
}

static void within_the_budget_nothing_is_given_up(void **state) {
    struct thread thread = new_thread();
    (void)state;
    run(&thread, 100000, 10, 10 * GOVERNOR_SAMPLES * 101);
    assert_int_equal(thread.governor.level, GOVERNOR_ALL);
    assert_int_equal(thread.record.paused_ticks, 0);
}

static void values_go_first_and_recording_pauses_then(void **state) {
    struct thread thread = new_thread();
    (void)state;
    const uint64_t half_of_the_time = 100 * 2 * GOVERNOR_SAMPLES;
    run(&thread, 2 * GRACE / (100 * GOVERNOR_SAMPLES), 100, half_of_the_time);
    assert_int_equal(thread.record.without_values, 1);
    assert_in_range(thread.record.paused_ticks, WINDOW, UINT64_MAX);
    assert_false(governor_records(&thread.governor, thread.now));
}

static void nothing_is_given_up_within_the_grace(void **state) {
    struct thread thread = new_thread();
    (void)state;
    run(&thread, GRACE / (100 * GOVERNOR_SAMPLES) - 1, 100, 100 * 2 * GOVERNOR_SAMPLES);
    assert_int_equal(thread.governor.level, GOVERNOR_ALL);
}

/* A busy machine takes the processor away within a measured part too, for longer than a window. */
static void a_part_that_was_interrupted_is_no_cost(void **state) {
    struct thread thread = new_thread();
    (void)state;
    for (int i = 0; i < 20; i++) {
        run(&thread, 100, 10, 10 * GOVERNOR_SAMPLES * 200);
        run(&thread, 1, 2 * WINDOW, 2 * WINDOW);
    }
    assert_int_equal(thread.governor.level, GOVERNOR_ALL);
    assert_in_range(thread.record.own_ticks, 1, 2 * WINDOW);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(within_the_budget_nothing_is_given_up),
        cmocka_unit_test(values_go_first_and_recording_pauses_then),
        cmocka_unit_test(nothing_is_given_up_within_the_grace),
        cmocka_unit_test(a_part_that_was_interrupted_is_no_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
