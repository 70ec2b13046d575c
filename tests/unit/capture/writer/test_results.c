/* The first rows of recent results: which are kept, for how long, and what another thread may see of them. */
#include "helpers/unit.h"

#include <errno.h>

#include "helpers/failing_calls.h"
#include "helpers/scene.h"

struct lists {
    struct scene scene;
    struct thread_record *thread;
    struct site_state *list;
};

static int start(void **state) {
    static struct lists lists;
    scene_start(&lists.scene);
    lists.thread = lists.scene.thread;
    lists.list = scene_site(lists.thread, SQL_READ, "select id from books", 10);
    *state = &lists;
    return 0;
}

static int end(void **state) {
    scene_end(&((struct lists *)*state)->scene);
    return 0;
}

static void rows_are_kept_as_they_came(void **state) {
    struct lists *lists = *state;
    const uint64_t rows[] = {scene_key(1), scene_key(2), 0, scene_key(4), scene_key(5), scene_key(6)};
    scene_run(lists->thread, lists->list,
              &(struct scene_execution){.rows = rows, .columns = 2, .row_count = 3});
    const struct recent_result *result = results_of_site(lists->list, 0);
    assert_non_null(result);
    assert_int_equal(result_rows_kept(result), 3);
    for (uint32_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(result_value(result, i / 2, i % 2), rows[i]);
    assert_int_equal(result_value(result, 3, 0), 0);
    assert_int_equal(result_value(result, RESULT_VALUES, 0), 0);
}

/* What identifies no row is not there to be found. */
static void values_that_are_no_keys_are_left_out(void **state) {
    struct lists *lists = *state;
    const uint64_t rows[] = {scene_key(1) & ~(uint64_t)VALUE_KEY, scene_key(2)};
    scene_run(lists->thread, lists->list,
              &(struct scene_execution){.rows = rows, .columns = 1, .row_count = 2});
    assert_int_equal(result_value(results_of_site(lists->list, 0), 0, 0), 0);
    assert_int_equal(result_value(results_of_site(lists->list, 0), 1, 0), scene_key(2));
}

static void the_latest_few_of_a_site_are_kept(void **state) {
    struct lists *lists = *state;
    for (uint64_t i = 0; i < RESULTS_PER_SITE + 3u; i++)
        scene_run_list(lists->thread, lists->list, i * 100, 5);
    for (uint32_t age = 0; age < RESULTS_PER_SITE; age++) {
        const struct recent_result *result = results_of_site(lists->list, age);
        assert_non_null(result);
        assert_int_equal(result_value(result, 0, 0), scene_key((RESULTS_PER_SITE + 2u - age) * 100));
    }
    assert_null(results_of_site(lists->list, RESULTS_PER_SITE));
}

static void rows_beyond_the_bound_are_cut_off(void **state) {
    struct lists *lists = *state;
    scene_run_list(lists->thread, lists->list, 0, RESULT_VALUES + 10);
    const struct recent_result *result = results_of_site(lists->list, 0);
    assert_true(result->cut);
    assert_int_equal(result_rows_kept(result), RESULT_VALUES);
    assert_int_equal(result_value(result, RESULT_VALUES - 1, 0), scene_key(RESULT_VALUES - 1));
}

static void columns_beyond_the_bound_are_not_looked_at(void **state) {
    struct lists *lists = *state;
    uint64_t rows[2 * (RESULT_COLUMNS + 5)];
    for (uint64_t i = 0; i < COUNT_OF(rows); i++)
        rows[i] = scene_key(i);
    scene_run(lists->thread, lists->list,
              &(struct scene_execution){.rows = rows, .columns = RESULT_COLUMNS + 5, .row_count = 2});
    const struct recent_result *result = results_of_site(lists->list, 0);
    assert_int_equal(result->columns, RESULT_COLUMNS);
    assert_int_equal(result_rows_kept(result), 2);
    assert_int_equal(result_value(result, 1, 0), scene_key(RESULT_COLUMNS + 5));
}

/* A site that returns one row at a time is a look-up: nothing loops over its rows. Two rows change that. */
static void look_ups_take_no_place(void **state) {
    struct lists *lists = *state;
    for (uint64_t i = 0; i < 50; i++)
        scene_run_list(lists->thread, lists->list, 1000 + i, 1);
    const struct recent_result *before = results_of_site(lists->list, 0);
    assert_true(!before || result_value(before, 0, 0) != scene_key(1049));
    scene_run_list(lists->thread, lists->list, 2000, 2);
    scene_run_list(lists->thread, lists->list, 3000, 2);
    const struct recent_result *after = results_of_site(lists->list, 0);
    assert_non_null(after);
    assert_int_equal(result_value(after, 0, 0), scene_key(3000));
}

static void a_result_that_was_matched_outlives_others(void **state) {
    struct lists *lists = *state;
    struct site_state *look_up = scene_site(lists->thread, SQL_READ, "select name from authors", 11);
    scene_run_list(lists->thread, lists->list, 1, 30);
    for (uint32_t i = 0; i < 4 * RESULT_SLOTS; i++) {
        scene_run_look_up(lists->thread, look_up, scene_key(1 + i % 30));
        scene_run_list(lists->thread, scene_site(lists->thread, SQL_READ, "select id from pages", 100 + i),
                       5000 + i, 3);
    }
    const struct recent_result *result = results_of_site(lists->list, 0);
    assert_non_null(result);
    assert_int_equal(result_value(result, 0, 0), scene_key(1));
}

static void outdated_they_are_gone(void **state) {
    struct lists *lists = *state;
    scene_run_list(lists->thread, lists->list, 0, 5);
    const struct recent_result *result = results_of_site(lists->list, 0);
    assert_true(result_is_current(result));
    results_outdate(&lists->thread->results);
    assert_false(result_is_current(result));
    assert_null(results_of_site(lists->list, 0));
    scene_run_list(lists->thread, lists->list, 100, 5);
    assert_int_equal(result_value(results_of_site(lists->list, 0), 0, 0), scene_key(100));
}

/* A statement that goes on in another thread: its rows stay out of the first one's slots, and of its own. */
static void only_the_thread_that_began_a_result_goes_on_with_it(void **state) {
    struct lists *lists = *state;
    struct thread_record *other = recording_attach(lists->scene.recording);
    struct site_state *elsewhere = scene_site(other, SQL_READ, "select id from books", 10);
    struct result_rows rows = {.result = NULL};
    const uint64_t value = scene_key(1);
    scene_run_list(lists->thread, lists->list, 0, 5);
    rows.result = results_of_site(lists->list, 0);
    rows.serial = rows.result->serial;
    rows.seen = 5;
    const struct result_source source = {.columns = 1, .context = &value};
    assert_true(results_wants_row(&elsewhere->results, &rows));
    results_add_row(other, elsewhere, &rows, &source);
    assert_true(rows.declined);
    assert_false(results_wants_row(&elsewhere->results, &rows));
    assert_int_equal(result_rows_kept(results_of_site(lists->list, 0)), 5);
}

static void without_memory_nothing_is_kept(void **state) {
    struct lists *lists = *state;
    failing_calls_start(1, ENOMEM);
    failing_calls.and_all_behind = true;
    for (uint64_t i = 0; i < 20; i++)
        scene_run_list(lists->thread, lists->list, i, 5);
    failing_calls_stop();
    assert_null(results_of_site(lists->list, 0));
    assert_int_equal(scene_site_in(scene_read(&lists->scene), lists->list)->rows, 100);
}

static void a_result_without_columns_is_none(void **state) {
    struct lists *lists = *state;
    scene_run(lists->thread, lists->list, &(struct scene_execution){.columns = 0, .row_count = 3});
    assert_null(results_of_site(lists->list, 0));
}

int main(void) {
#define RESULTS_TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        RESULTS_TEST(rows_are_kept_as_they_came),
        RESULTS_TEST(values_that_are_no_keys_are_left_out),
        RESULTS_TEST(the_latest_few_of_a_site_are_kept),
        RESULTS_TEST(rows_beyond_the_bound_are_cut_off),
        RESULTS_TEST(columns_beyond_the_bound_are_not_looked_at),
        RESULTS_TEST(look_ups_take_no_place),
        RESULTS_TEST(a_result_that_was_matched_outlives_others),
        RESULTS_TEST(outdated_they_are_gone),
        RESULTS_TEST(only_the_thread_that_began_a_result_goes_on_with_it),
        RESULTS_TEST(without_memory_nothing_is_kept),
        RESULTS_TEST(a_result_without_columns_is_none),
    };
    return cmocka_run_group_tests_name("results", tests, NULL, NULL);
}
