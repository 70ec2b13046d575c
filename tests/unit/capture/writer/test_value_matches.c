/* Where parameters come from: which candidates are kept, what is counted for them and what reaches the
 * capture. */
#include "helpers/unit.h"

#include <string.h>

#include "capture/writer/boundary.h"
#include "helpers/scene.h"

/* `select id from books` at line 10, and the look-up at line 12 that is run with keys. */
struct pair {
    struct scene scene;
    struct thread_record *thread;
    struct site_state *list;
    struct site_state *look_up;
};

static int start(void **state) {
    static struct pair pair;
    scene_start(&pair.scene);
    pair.thread = pair.scene.thread;
    pair.list = scene_site(pair.thread, SQL_READ, "select id from books", 10);
    pair.look_up = scene_site(pair.thread, SQL_READ, "select name from authors where id = ?", 12);
    *state = &pair;
    return 0;
}

static int end(void **state) {
    struct pair *pair = *state;
    scene_end(&pair->scene);
    return 0;
}

/* NULL: none was written. */
static const struct capture_value_match *match_from(const struct capture *capture,
                                                    const struct site_state *parent, uint32_t parameter,
                                                    const char *column) {
    for (size_t i = 0; i < capture->value_match_count; i++) {
        const struct capture_value_match *match = &capture->value_matches[i];
        if (match->parent->id == parent->site->id && match->parameter == parameter &&
            strcmp(match->column, column) == 0)
            return match;
    }
    return NULL;
}

static void rows_looped_over_are_matched_in_order(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 1, 40);
    for (uint64_t i = 1; i <= 40; i++)
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i));
    const struct capture_value_match *match = match_from(scene_read(&pair->scene), pair->list, 1, "id");
    assert_non_null(match);
    assert_int_equal(match->site->id, pair->look_up->site->id);
    assert_int_equal(match->counts.checked, 40);
    assert_int_equal(match->counts.matched, 40);
    assert_int_equal(match->counts.in_order, 40);
    assert_int_equal(match->counts.moved, 40);
    assert_int_equal(match->counts.wide, 0);
}

static void values_that_are_no_keys_are_not_looked_for(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 1, 40);
    for (uint64_t i = 1; i <= 40; i++)
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i) & ~(uint64_t)VALUE_KEY);
    assert_int_equal(scene_read(&pair->scene)->value_match_count, 0);
}

static void two_matches_prove_nothing(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 1, 40);
    scene_run_look_up(pair->thread, pair->look_up, scene_key(1));
    scene_run_look_up(pair->thread, pair->look_up, scene_key(2));
    assert_int_equal(scene_read(&pair->scene)->value_match_count, 0);
    scene_run_look_up(pair->thread, pair->look_up, scene_key(3));
    assert_int_equal(scene_read(&pair->scene)->value_match_count, 1);
}

/* Of any order, a row behind the last match by more than a few is found, but not in order. */
static void matches_in_any_order_are_told_apart(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 0, 64);
    for (uint64_t i = 0; i < 64; i++)
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i * 37 % 64));
    const struct capture_value_match *match = match_from(scene_read(&pair->scene), pair->list, 1, "id");
    assert_non_null(match);
    assert_int_equal(match->counts.matched, 64);
    assert_in_range(match->counts.in_order, 0, 8);
}

static void kinds_that_hardly_meet_by_chance_are_counted(void **state) {
    struct pair *pair = *state;
    uint64_t rows[20];
    for (uint64_t i = 0; i < COUNT_OF(rows); i++)
        rows[i] = scene_wide_key(i);
    scene_run(pair->thread, pair->list,
              &(struct scene_execution){.rows = rows, .columns = 1, .row_count = COUNT_OF(rows)});
    for (uint64_t i = 0; i < COUNT_OF(rows); i++)
        scene_run_look_up(pair->thread, pair->look_up, rows[i]);
    const struct capture_value_match *match = match_from(scene_read(&pair->scene), pair->list, 1, "");
    assert_non_null(match);
    assert_int_equal(match->counts.wide, 20);
}

/* The second of three columns fits; the parameter that does not vary with it comes from nowhere. */
static void the_column_and_the_parameter_are_named(void **state) {
    struct pair *pair = *state;
    uint64_t rows[30 * 3];
    for (uint64_t i = 0; i < 30; i++) {
        rows[i * 3] = scene_key(1000 + i);
        rows[i * 3 + 1] = scene_key(2000 + i);
        rows[i * 3 + 2] = 0;
    }
    static const char *const names[] = {"id", "author_id", "note"};
    scene_run(pair->thread, pair->list,
              &(struct scene_execution){.rows = rows, .columns = 3, .row_count = 30, .names = names});
    for (uint64_t i = 0; i < 30; i++) {
        const uint64_t parameters[] = {scene_key(77), scene_key(2000 + i)};
        scene_run(pair->thread, pair->look_up,
                  &(struct scene_execution){.parameters = parameters, .parameter_count = 2});
    }
    const struct capture *capture = scene_read(&pair->scene);
    assert_int_equal(capture->value_match_count, 1);
    assert_non_null(match_from(capture, pair->list, 2, "author_id"));
}

static void the_next_list_is_followed(void **state) {
    struct pair *pair = *state;
    for (uint64_t list = 0; list < 5; list++) {
        scene_run_list(pair->thread, pair->list, list * 100, 20);
        for (uint64_t i = 0; i < 20; i++)
            scene_run_look_up(pair->thread, pair->look_up, scene_key(list * 100 + i));
    }
    const struct capture_value_match *match = match_from(scene_read(&pair->scene), pair->list, 1, "id");
    assert_non_null(match);
    assert_int_equal(match->counts.matched, 100);
    assert_int_equal(match->counts.in_order, 100);
}

/* More rows than are kept: what comes behind them is neither found nor missed. */
static void rows_beyond_those_kept_are_not_missed(void **state) {
    struct pair *pair = *state;
    const uint64_t all = RESULT_VALUES + 500;
    scene_run_list(pair->thread, pair->list, 0, (uint32_t)all);
    for (uint64_t i = 0; i < all; i++)
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i));
    const struct capture_value_match *match = match_from(scene_read(&pair->scene), pair->list, 1, "id");
    assert_non_null(match);
    assert_int_equal(match->counts.matched, RESULT_VALUES);
    assert_int_equal(match->counts.checked, RESULT_VALUES);
}

static void a_wait_for_a_client_ends_the_use_of_rows(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 0, 40);
    boundaries.client_waits++;
    for (uint64_t i = 0; i < 40; i++)
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i));
    assert_int_equal(scene_read(&pair->scene)->value_match_count, 0);
}

static void rows_of_another_thread_are_found(void **state) {
    struct pair *pair = *state;
    struct thread_record *worker = recording_attach(pair->scene.recording);
    struct site_state *look_up = scene_site(worker, SQL_READ, "select name from authors where id = ?", 12);
    scene_run_list(pair->thread, pair->list, 0, 20);
    for (uint64_t i = 0; i < 20; i++)
        scene_run_look_up(worker, look_up, scene_key(i));
    const struct capture_value_match *match = match_from(scene_read(&pair->scene), pair->list, 1, "id");
    assert_non_null(match);
    assert_int_equal(match->site->id, look_up->site->id);
    assert_int_equal(match->counts.matched, 20);
}

/*
 * All places are taken by matches with misses, and another list comes that fits always: it gets the place of
 * the one that is hardly ever right. One of them holds every second value, the others every hundredth.
 */
static void the_worst_match_makes_room(void **state) {
    struct pair *pair = *state;
    enum { OTHERS = VALUE_MATCHES_PER_SITE - 1, RUNS = 31 };
    struct site_state *rare[OTHERS];
    /* Each of the rare lists holds the first value alone, the half list every second. */
    uint64_t half[RUNS];
    for (uint64_t i = 0; i < RUNS; i++)
        half[i] = i % 2 == 0 ? scene_key(i) : scene_key(90000 + i);
    scene_run(pair->thread, pair->list,
              &(struct scene_execution){.rows = half, .columns = 1, .row_count = RUNS});
    for (uint32_t i = 0; i < OTHERS; i++) {
        const uint64_t rows[] = {scene_key(0), scene_key(80000 + i)};
        rare[i] = scene_site(pair->thread, SQL_READ, "select id from shelves", 20 + i);
        scene_run(pair->thread, rare[i],
                  &(struct scene_execution){.rows = rows, .columns = 1, .row_count = 2});
    }
    for (uint64_t i = 0; i < RUNS - 1; i++)
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i));
    const struct capture_value_match *before = match_from(scene_read(&pair->scene), pair->list, 1, "");
    assert_non_null(before);
    const uint64_t checked = before->counts.checked;
    /* A list of its own comes, and with it a candidate that needs a place. */
    struct site_state *fresh = scene_site(pair->thread, SQL_READ, "select id from loans", 30);
    uint64_t rows[2] = {scene_key(70000), scene_key(70001)};
    scene_run(pair->thread, fresh, &(struct scene_execution){.rows = rows, .columns = 1, .row_count = 2});
    scene_run_look_up(pair->thread, pair->look_up, rows[0]);
    scene_run_look_up(pair->thread, pair->look_up, rows[1]);
    const struct capture_value_match *after = match_from(scene_read(&pair->scene), pair->list, 1, "");
    assert_int_equal(after->counts.checked, checked + 2);
}

/* A constant beside the key, as LIMIT 1, which many lists hold: the key's own list gets a place all the same.
 */
static void a_constant_leaves_places_to_the_key(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 500, 12);
    for (uint32_t i = 0; i < VALUE_MATCHES_PER_SITE; i++) {
        struct site_state *flags = scene_site(pair->thread, SQL_READ, "select flag from shelves", 20 + i);
        const uint64_t rows[] = {scene_key(1), scene_key(2)};
        scene_run(pair->thread, flags, &(struct scene_execution){.rows = rows, .columns = 1, .row_count = 2});
    }
    for (uint64_t i = 0; i < 12; i++) {
        const uint64_t parameters[] = {scene_key(1), scene_key(500 + i)};
        scene_run(pair->thread, pair->look_up,
                  &(struct scene_execution){.parameters = parameters, .parameter_count = 2});
    }
    const struct capture_value_match *match = match_from(scene_read(&pair->scene), pair->list, 2, "id");
    assert_non_null(match);
    assert_int_equal(match->counts.matched, 12);
}

/* Tables whose ids all begin with 1: the list that came last is the one that is looped over. */
static void the_latest_of_many_like_lists_is_found(void **state) {
    struct pair *pair = *state;
    for (uint32_t i = 0; i < 2 * VALUE_MATCHES_PER_SITE; i++)
        scene_run_list(pair->thread, scene_site(pair->thread, SQL_READ, "select id from shelves", 20 + i), 1,
                       12);
    scene_run_list(pair->thread, pair->list, 1, 12);
    for (uint64_t i = 1; i <= 12; i++)
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i));
    const struct capture_value_match *match = match_from(scene_read(&pair->scene), pair->list, 1, "id");
    assert_non_null(match);
    assert_int_equal(match->counts.matched, 12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_looped_over_are_matched_in_order, start, end),
        cmocka_unit_test_setup_teardown(values_that_are_no_keys_are_not_looked_for, start, end),
        cmocka_unit_test_setup_teardown(two_matches_prove_nothing, start, end),
        cmocka_unit_test_setup_teardown(matches_in_any_order_are_told_apart, start, end),
        cmocka_unit_test_setup_teardown(kinds_that_hardly_meet_by_chance_are_counted, start, end),
        cmocka_unit_test_setup_teardown(the_column_and_the_parameter_are_named, start, end),
        cmocka_unit_test_setup_teardown(the_next_list_is_followed, start, end),
        cmocka_unit_test_setup_teardown(rows_beyond_those_kept_are_not_missed, start, end),
        cmocka_unit_test_setup_teardown(a_wait_for_a_client_ends_the_use_of_rows, start, end),
        cmocka_unit_test_setup_teardown(rows_of_another_thread_are_found, start, end),
        cmocka_unit_test_setup_teardown(the_worst_match_makes_room, start, end),
        cmocka_unit_test_setup_teardown(a_constant_leaves_places_to_the_key, start, end),
        cmocka_unit_test_setup_teardown(the_latest_of_many_like_lists_is_found, start, end),
    };
    return cmocka_run_group_tests_name("value matches", tests, NULL, NULL);
}
