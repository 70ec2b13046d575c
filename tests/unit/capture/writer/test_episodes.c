/* How often a call site runs between one execution of another and the next, and with how many different
 * parameters. */
#include "helpers/unit.h"

#include "capture/writer/boundary.h"
#include "helpers/scene.h"

struct pair {
    struct scene scene;
    struct thread_record *thread;
    struct site_state *list;
    struct site_state *look_up;
    struct site_state *other;
};

static int start(void **state) {
    static struct pair pair;
    scene_start(&pair.scene);
    pair.thread = pair.scene.thread;
    pair.list = scene_site(pair.thread, SQL_READ, "select id from books", 10);
    pair.look_up = scene_site(pair.thread, SQL_READ, "select name from authors where id = ?", 12);
    pair.other = scene_site(pair.thread, SQL_READ, "select text from notes where book = ?", 13);
    *state = &pair;
    return 0;
}

static int end(void **state) {
    scene_end(&((struct pair *)*state)->scene);
    return 0;
}

static void look_up(struct pair *pair, uint32_t times) {
    for (uint32_t i = 0; i < times; i++)
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i));
}

/* NULL: the parent is no candidate. */
static const struct capture_parent_candidate *candidate_of(struct pair *pair, const struct site_state *child,
                                                           const struct site_state *parent) {
    const struct capture_site *site = scene_site_in(scene_read(&pair->scene), child);
    for (size_t i = 0; i < site->parent_candidate_count; i++)
        if (site->parent_candidates[i].parent->id == parent->site->id)
            return &site->parent_candidates[i];
    return NULL;
}

static void an_episode_is_from_one_parent_to_the_next(void **state) {
    struct pair *pair = *state;
    for (int i = 0; i < 3; i++) {
        scene_run_list(pair->thread, pair->list, 0, 10);
        look_up(pair, 10);
    }
    const struct capture_parent_candidate *candidate = candidate_of(pair, pair->look_up, pair->list);
    assert_non_null(candidate);
    assert_int_equal(candidate->episodes, 2);
    assert_int_equal(candidate->children, 20);
    assert_int_equal(candidate->minimum, 10);
    assert_int_equal(candidate->maximum, 10);
    assert_int_equal(candidate->open, 10);
    assert_int_equal(candidate->adjacent, 3);
    assert_int_equal(candidate->parent_rows, 30);
    assert_null(candidate->histogram);
}

static void episodes_of_many_sizes_have_a_histogram(void **state) {
    struct pair *pair = *state;
    static const uint32_t sizes[] = {10, 10, 10, 50, 1, 50, 3};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        scene_run_list(pair->thread, pair->list, 0, 10);
        look_up(pair, sizes[i]);
    }
    const struct capture_parent_candidate *candidate = candidate_of(pair, pair->look_up, pair->list);
    assert_non_null(candidate->histogram);
    assert_int_equal(candidate->episodes, 6);
    assert_int_equal(candidate->minimum, 1);
    assert_int_equal(candidate->maximum, 50);
    assert_int_equal(candidate->histogram[loopline_histogram_bucket(10)], 3);
    assert_int_equal(candidate->histogram[loopline_histogram_bucket(50)], 2);
    assert_int_equal(candidate->histogram[loopline_histogram_bucket(1)], 1);
    assert_int_equal(candidate->open, 3);
}

/* A page that runs each once, again and again: n is 1. */
static void once_per_parent_is_no_loop(void **state) {
    struct pair *pair = *state;
    for (int i = 0; i < 50; i++) {
        scene_run_list(pair->thread, pair->list, 0, 10);
        look_up(pair, 1);
    }
    const struct capture_parent_candidate *candidate = candidate_of(pair, pair->look_up, pair->list);
    assert_int_equal(candidate->episodes, 49);
    assert_int_equal(candidate->maximum, 1);
    assert_int_equal(scene_site_in(pair->scene.capture, pair->look_up)->uninterrupted.maximum, 1);
}

static void two_children_of_one_loop_have_one_parent(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 0, 20);
    for (uint64_t i = 0; i < 20; i++) {
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i));
        scene_run_look_up(pair->thread, pair->other, scene_key(i));
    }
    assert_int_equal(candidate_of(pair, pair->look_up, pair->list)->open, 20);
    assert_int_equal(candidate_of(pair, pair->other, pair->list)->open, 20);
}

static void what_returns_no_rows_is_no_parent(void **state) {
    struct pair *pair = *state;
    struct site_state *write = scene_site(pair->thread, SQL_INSERT, "insert into log values (?)", 20);
    scene_run_list(pair->thread, pair->list, 0, 0);
    scene_run_look_up(pair->thread, write, scene_key(1));
    look_up(pair, 10);
    assert_null(candidate_of(pair, pair->look_up, pair->list));
    assert_null(candidate_of(pair, pair->look_up, write));
    assert_int_equal(scene_site_in(pair->scene.capture, pair->look_up)->uninterrupted.open, 10);
}

static void transactions_interrupt_nothing(void **state) {
    struct pair *pair = *state;
    struct site_state *commit = scene_site(pair->thread, SQL_TRANSACTION, "commit", 20);
    scene_run_list(pair->thread, pair->list, 0, 10);
    for (int i = 0; i < 10; i++) {
        look_up(pair, 1);
        scene_run(pair->thread, commit, &(struct scene_execution){.row_count = 0});
    }
    const struct capture_site *site = scene_site_in(scene_read(&pair->scene), pair->look_up);
    assert_int_equal(site->uninterrupted.open, 10);
    assert_int_equal(candidate_of(pair, pair->look_up, pair->list)->open, 10);
}

/* What runs after a wait for a client belongs to another request. */
static void a_wait_for_a_client_ends_episodes(void **state) {
    struct pair *pair = *state;
    for (int i = 0; i < 4; i++) {
        scene_run_list(pair->thread, pair->list, 0, 10);
        look_up(pair, 5);
        boundaries.client_waits++;
        look_up(pair, 1);
    }
    const struct capture_parent_candidate *candidate = candidate_of(pair, pair->look_up, pair->list);
    assert_int_equal(candidate->episodes, 4);
    assert_int_equal(candidate->maximum, 5);
    assert_int_equal(candidate->children, 20);
    assert_int_equal(candidate->open, 0);
}

static void another_wait_is_counted_within_episodes(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 0, 10);
    for (int i = 0; i < 10; i++) {
        boundaries.other_waits++;
        look_up(pair, 1);
    }
    const struct capture_parent_candidate *candidate = candidate_of(pair, pair->look_up, pair->list);
    assert_int_equal(candidate->open, 10);
    assert_int_equal(candidate->waits, 9);
    assert_int_equal(scene_site_in(pair->scene.capture, pair->look_up)->uninterrupted.waits, 9);
}

/* More parents than there is room for: the one with the large episodes stays. */
static void the_parent_that_matters_keeps_its_place(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 0, 100);
    look_up(pair, 100);
    for (uint32_t i = 0; i < 3 * LOOPLINE_PARENT_CANDIDATES; i++) {
        scene_run_list(pair->thread, scene_site(pair->thread, SQL_READ, "select id from pages", 100 + i), 0,
                       3);
        look_up(pair, 1);
    }
    const struct capture_parent_candidate *candidate = candidate_of(pair, pair->look_up, pair->list);
    assert_non_null(candidate);
    assert_int_equal(candidate->open + candidate->children, 100 + 3 * LOOPLINE_PARENT_CANDIDATES);
}

static void a_thread_that_ends_leaves_no_parent_behind(void **state) {
    struct pair *pair = *state;
    scene_run_list(pair->thread, pair->list, 0, 10);
    recording_detach(pair->scene.recording, pair->thread);
    assert_ptr_equal(recording_attach(pair->scene.recording), pair->thread);
    look_up(pair, 10);
    assert_null(candidate_of(pair, pair->look_up, pair->list));
}

/* ---- Different parameters ---- */

static uint64_t distinct_after(struct pair *pair, uint64_t different, uint64_t times) {
    uint64_t before = 0;
    for (uint64_t i = 0; i < different * times; i++) {
        scene_run_look_up(pair->thread, pair->look_up, scene_key(i % different) & ~(uint64_t)VALUE_KEY);
        const uint64_t now = pair->look_up->site->distinct_parameters;
        assert_true(now >= before);
        before = now;
    }
    return scene_site_in(scene_read(&pair->scene), pair->look_up)->distinct_parameters;
}

static void few_parameters_are_counted_exactly(void **state) {
    assert_int_equal(distinct_after(*state, 150, 3), 150);
}

static void many_are_estimated_and_never_more_than_calls(void **state) {
    struct pair *pair = *state;
    const uint64_t different = 100000;
    /* A key of the process's own would miss three times the standard error in one run of three hundred. */
    pair->scene.recording->parameter_key = (struct distinct_key){{1, 2}};
    const uint64_t estimate = distinct_after(pair, different, 2);
    assert_in_range(estimate, different * 90 / 100, different * 110 / 100);
    assert_true(estimate <= pair->look_up->site->calls);
}

static void one_parameter_is_one(void **state) {
    assert_int_equal(distinct_after(*state, 1, 500), 1);
}

int main(void) {
#define EPISODES_TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        EPISODES_TEST(an_episode_is_from_one_parent_to_the_next),
        EPISODES_TEST(episodes_of_many_sizes_have_a_histogram),
        EPISODES_TEST(once_per_parent_is_no_loop),
        EPISODES_TEST(two_children_of_one_loop_have_one_parent),
        EPISODES_TEST(what_returns_no_rows_is_no_parent),
        EPISODES_TEST(transactions_interrupt_nothing),
        EPISODES_TEST(a_wait_for_a_client_ends_episodes),
        EPISODES_TEST(another_wait_is_counted_within_episodes),
        EPISODES_TEST(the_parent_that_matters_keeps_its_place),
        EPISODES_TEST(a_thread_that_ends_leaves_no_parent_behind),
        EPISODES_TEST(few_parameters_are_counted_exactly),
        EPISODES_TEST(many_are_estimated_and_never_more_than_calls),
        EPISODES_TEST(one_parameter_is_one),
    };
    return cmocka_run_group_tests_name("episodes", tests, NULL, NULL);
}
