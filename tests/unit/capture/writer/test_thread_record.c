/* One thread's call sites: found again by what they were found by, counted by plain stores. */
#include "helpers/unit.h"

#include <stdlib.h>
#include <string.h>

#include "helpers/scene.h"

static int start(void **state) {
    static struct scene scene;
    scene_start(&scene);
    *state = &scene;
    return 0;
}

static int end(void **state) {
    scene_end(*state);
    return 0;
}

static struct site_key key_of_words(struct walked_stack *walked, uint32_t statement, uint32_t generation,
                                    uintptr_t first, uint32_t count) {
    memset(walked, 0, sizeof *walked);
    walked->native_count = count;
    walked->words = walked->own;
    walked->hash = first; /* what it is made of is the walk's business */
    for (uint32_t i = 0; i < count; i++)
        walked->words[i] = (void *)(first + i); // NOLINT(performance-no-int-to-ptr)
    return site_key_of_walk(statement, generation, (struct stack_origin){0}, walked);
}

static void a_walk_is_found_again_by_all_that_makes_it(void **state) {
    struct scene *scene = *state;
    static struct walked_stack walked;
    static struct walked_stack other;
    struct site_state *site = scene_site(scene->thread, SQL_READ, "select 1", 1);
    const struct site_key key = key_of_words(&walked, 3, 1, 0x1000, 12);
    assert_null(thread_record_find(scene->thread, &key));
    assert_true(thread_record_index(scene->thread, &key, site));
    /* The words are the record's own by now. */
    memset(walked.own, 0, sizeof walked.own);
    struct site_key wanted = key_of_words(&other, 3, 1, 0x1000, 12);
    assert_ptr_equal(thread_record_find(scene->thread, &wanted), site);
    wanted = key_of_words(&other, 4, 1, 0x1000, 12);
    assert_null(thread_record_find(scene->thread, &wanted));
    wanted = key_of_words(&other, 3, 2, 0x1000, 12);
    assert_null(thread_record_find(scene->thread, &wanted));
    wanted = key_of_words(&other, 3, 1, 0x1000, 11);
    assert_null(thread_record_find(scene->thread, &wanted));
    wanted = key_of_words(&other, 3, 1, 0x1001, 12);
    assert_null(thread_record_find(scene->thread, &wanted));
}

/* A hash is no proof. */
static void keys_of_one_hash_are_told_apart(void **state) {
    struct scene *scene = *state;
    static struct walked_stack walked;
    struct site_state *first = scene_site(scene->thread, SQL_READ, "select 1", 1);
    struct site_state *second = scene_site(scene->thread, SQL_READ, "select 1", 2);
    struct site_key key = key_of_words(&walked, 3, 1, 0x1000, 4);
    const uint64_t hash = key.hash;
    assert_true(thread_record_index(scene->thread, &key, first));
    key = key_of_words(&walked, 3, 1, 0x2000, 4);
    key.hash = hash;
    assert_null(thread_record_find(scene->thread, &key));
    assert_true(thread_record_index(scene->thread, &key, second));
    assert_ptr_equal(thread_record_find(scene->thread, &key), second);
}

/* Code that is loaded and unloaded without end pushes out walks; sites stay. */
static void walks_without_end_push_out_others_and_no_site(void **state) {
    struct scene *scene = *state;
    static struct walked_stack walked;
    struct site_state *site = scene_site(scene->thread, SQL_READ, "select 1", 1);
    for (uint32_t i = 1; i < 40000; i++) {
        const struct site_key key = key_of_words(&walked, 3, i, 0x1000, 200);
        assert_true(thread_record_index(scene->thread, &key, site));
        assert_ptr_equal(thread_record_find(scene->thread, &key), site);
    }
    const struct site_key stack = site_key_of_stack(site->site->statement, 1);
    assert_ptr_equal(thread_record_find(scene->thread, &stack), site);
}

static void sites_are_bounded(void **state) {
    struct scene *scene = *state;
    static struct site_state site;
    uint32_t stack = 1;
    while (thread_record_has_room(scene->thread)) {
        const struct site_key key = site_key_of_stack(9, stack++);
        assert_true(thread_record_index(scene->thread, &key, &site));
    }
    const struct site_key beyond = site_key_of_stack(9, stack);
    assert_false(thread_record_index(scene->thread, &beyond, &site));
    const struct site_key first = site_key_of_stack(9, 1);
    assert_ptr_equal(thread_record_find(scene->thread, &first), &site);
    assert_in_range(stack, 1000, THREAD_RECORD_SITE_LIMIT + 1);
}

static void executions_are_counted(void **state) {
    struct scene *scene = *state;
    struct site_state *site = scene_site(scene->thread, SQL_INSERT, "insert into books values (?)", 1);
    struct site_state *other = scene_site(scene->thread, SQL_READ, "select id from books", 2);
    const uint64_t values[] = {scene_key(1), scene_key(2)};
    scene_run_list(scene->thread, other, 0, 3);
    for (int i = 0; i < 10; i++)
        scene_run(scene->thread, site,
                  &(struct scene_execution){.parameters = &values[i % 2],
                                            .parameter_count = 1,
                                            .in_transaction = i < 4,
                                            .pipelined = i < 3});
    scene_run(scene->thread, site, &(struct scene_execution){.parameter_count = 0});
    const struct capture_site *counted = scene_site_in(scene_read(scene), site);
    assert_int_equal(counted->calls, 11);
    assert_int_equal(counted->in_transaction, 4);
    assert_int_equal(counted->pipelined, 3);
    assert_int_equal(counted->without_parameters, 1);
    assert_int_equal(counted->distinct_parameters, 2);
    assert_int_equal(counted->first_sequence, 2);
    assert_int_equal(counted->last_sequence, 12);
    assert_int_equal(scene->capture->thread_records[0].statements, 12);
}

static void answers_to_the_same_question_are_compared(void **state) {
    struct scene *scene = *state;
    struct site_state *site = scene_site(scene->thread, SQL_READ, "select count(*) from books", 1);
    struct site_state *other = scene_site(scene->thread, SQL_READ, "select name from books where id = ?", 2);
    const uint64_t rows[] = {scene_key(1), scene_key(1), scene_key(1),
                             scene_key(1), scene_key(2), scene_key(3)};
    for (int i = 0; i < 6; i++) {
        scene_run(scene->thread, site,
                  &(struct scene_execution){.rows = &rows[i], .columns = 1, .row_count = i == 3 ? 0 : 1});
        scene_run(scene->thread, other, /* never the same question */
                  &(struct scene_execution){.parameters = &(const uint64_t){scene_key(100 + i)},
                                            .parameter_count = 1,
                                            .rows = rows,
                                            .columns = 1,
                                            .row_count = 1});
    }
    scene_run(scene->thread, site, &(struct scene_execution){.rows = rows, .columns = 1, .row_count = 1});
    const struct capture *capture = scene_read(scene);
    /* The second is the first that is looked at; the latest is not over. */
    assert_int_equal(scene_site_in(capture, site)->same_answers, 1);
    assert_int_equal(scene_site_in(capture, site)->changed_answers, 3);
    assert_int_equal(
        scene_site_in(capture, other)->same_answers + scene_site_in(capture, other)->changed_answers, 0);
}

/* Whatever their hashes are: what is said of a program must not differ from run to run. */
static void questions_that_take_turns_are_compared_each(void **state) {
    struct scene *scene = *state;
    for (uint32_t pair = 0; pair < 40; pair++) {
        struct site_state *site =
            scene_site(scene->thread, SQL_READ, "select value from flags where name = ?", pair + 1);
        for (uint32_t i = 0; i <= 6; i++) {
            const uint64_t name = scene_key(pair * ANSWERS_KEPT + i % 2);
            scene_run(
                scene->thread, site,
                &(struct scene_execution){
                    .parameters = &name, .parameter_count = 1, .rows = &name, .columns = 1, .row_count = 1});
        }
        /* The second execution of each is the first that is looked at; the latest of all is not over. */
        assert_int_equal(scene_site_in(scene_read(scene), site)->same_answers, 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_walk_is_found_again_by_all_that_makes_it, start, end),
        cmocka_unit_test_setup_teardown(keys_of_one_hash_are_told_apart, start, end),
        cmocka_unit_test_setup_teardown(walks_without_end_push_out_others_and_no_site, start, end),
        cmocka_unit_test_setup_teardown(sites_are_bounded, start, end),
        cmocka_unit_test_setup_teardown(executions_are_counted, start, end),
        cmocka_unit_test_setup_teardown(answers_to_the_same_question_are_compared, start, end),
        cmocka_unit_test_setup_teardown(questions_that_take_turns_are_compared_each, start, end),
    };
    return cmocka_run_group_tests_name("thread record", tests, NULL, NULL);
}
