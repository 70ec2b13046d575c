/*
 * Requests that take turns on one thread: which statements are under way, and whose record counts them. What
 * else of the shim they ask is answered here.
 */
#include "helpers/unit.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "capture/writer/boundary.h"
#include "helpers/failing_calls.h"
#include "helpers/scene.h"
#include "shim/postgresql/connection_records.h"
#include "shim/postgresql/pending_queries.h"

enum { CONNECTIONS = 80, GIVEN_LIMIT = 100 };

/* ---- The rest of the shim, as the test wants it ---- */

static struct {
    uint32_t generation;
    struct thread_record given[GIVEN_LIMIT];
    bool is_given[GIVEN_LIMIT];
    uint32_t given_count;
    bool refuses;
} rest;

uint32_t recorder_generation(void) {
    return rest.generation;
}

bool process_is_enabled(void) {
    return true;
}

uint32_t library_unloads;
__thread int libraries_selected;

const struct library *libraries_find(enum loopline_driver driver, const char *hook, const void *caller) {
    (void)driver;
    (void)hook;
    (void)caller;
    return NULL;
}

struct thread_record *recorder_take_connection_record(struct boundaries *start) {
    if (rest.refuses || rest.given_count == GIVEN_LIMIT)
        return NULL;
    *start = (struct boundaries){.client_waits = 1000 * (rest.given_count + 1)};
    rest.is_given[rest.given_count] = true;
    return &rest.given[rest.given_count++];
}

void recorder_give_back_connection_record(struct thread_record *thread_record) {
    const size_t number = (size_t)(thread_record - rest.given);
    assert_true(number < rest.given_count && rest.is_given[number]);
    rest.is_given[number] = false;
}

/* ---- Scenes ---- */

static struct thread_record of_thread;
static const struct library library = {.driver = LOOPLINE_DRIVER_POSTGRESQL};

static struct postgresql_connection *connection(uint64_t number) {
    const uintptr_t address = 0x7f0000000000 + number * 0x400;
    struct postgresql_connection *found =
        postgresql_connection((const PGconn *)address, &library); // NOLINT(performance-no-int-to-ptr)
    assert_non_null(found);
    return found;
}

static void send_on(struct postgresql_connection *to) {
    struct sent_statement *sent = pending_query_add(to);
    if (sent)
        sent->start = 1;
}

static void answer(struct postgresql_connection *of) {
    postgresql_sent_first(of)->answered = true;
    postgresql_sent_drop_first(of);
}

static uint32_t given_now(void) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < rest.given_count; i++)
        count += rest.is_given[i];
    return count;
}

static int start(void **state) {
    (void)state;
    memset(&rest, 0, sizeof rest);
    static uint32_t generation;
    rest.generation = ++generation; /* what earlier tests left belongs to another recording */
    boundaries = (struct boundaries){0};
    return 0;
}

static int end(void **state) {
    (void)state;
    connection_records_end_thread();
    return 0;
}

/* ---- What is under way ---- */

static void a_statement_is_under_way_until_it_is_answered(void **state) {
    struct postgresql_connection *one = connection(1);
    (void)state;
    assert_false(pending_query_is_under_way());
    send_on(one);
    assert_true(pending_query_is_under_way());
    assert_true(pending_query_has(one));
    assert_false(pending_query_has(connection(2)));
    answer(one);
    assert_false(pending_query_has(one));
    assert_false(pending_query_is_under_way());
}

static void of_a_pipeline_all_have_to_be_answered(void **state) {
    struct postgresql_connection *one = connection(1);
    (void)state;
    for (int i = 0; i < 200; i++) /* more than the ring holds at first */
        send_on(one);
    for (int i = 0; i < 199; i++) {
        answer(one);
        assert_true(pending_query_has(one));
    }
    answer(one);
    assert_false(pending_query_has(one));
}

/* Whose answers come is not known then: until all are in, the thread waits for its database. */
static void what_is_lost_count_of_is_under_way_until_all_is_clear(void **state) {
    struct postgresql_connection *one = connection(1);
    (void)state;
    for (int i = 0; i < (1 << 16) + 1; i++)
        send_on(one);
    assert_null(postgresql_sent_first(one));
    assert_true(pending_query_has(one));
    send_on(one);
    postgresql_sent_clear(one);
    assert_false(pending_query_has(one));
}

static void the_first_without_any_answer_is_found(void **state) {
    struct postgresql_connection *one = connection(1);
    struct postgresql_connection *other = connection(2);
    (void)state;
    send_on(one);
    assert_null(pending_query_without_answer(one));
    assert_ptr_equal(pending_query_without_answer(other), one);
    postgresql_sent_first(one)->answered = true; /* its first row has come */
    assert_null(pending_query_without_answer(other));
}

static void *has_it_under_way(void *one) {
    return pending_query_has(one) || pending_query_is_under_way() ? one : NULL;
}

static void another_thread_has_nothing_under_way(void **state) {
    struct postgresql_connection *one = connection(1);
    pthread_t thread;
    void *result;
    (void)state;
    send_on(one);
    assert_int_equal(pthread_create(&thread, NULL, has_it_under_way, one), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_null(result);
    assert_true(pending_query_has(one));
}

static void a_fork_ends_what_was_under_way(void **state) {
    struct postgresql_connection *one = connection(1);
    (void)state;
    send_on(one);
    rest.generation += 1000; /* the child's recording is another one */
    assert_false(pending_query_has(one));
    assert_false(pending_query_is_under_way());
}

/* ---- Whose record counts ---- */

static void one_after_the_other_is_counted_by_the_thread(void **state) {
    (void)state;
    for (uint64_t i = 1; i < 10; i++) {
        assert_ptr_equal(connection_record_choose_to_send(&of_thread, connection(i)), &of_thread);
        send_on(connection(i));
        answer(connection(i));
    }
    assert_int_equal(rest.given_count, 0);
    assert_false(connection_records_note_wait(true));
}

/* Sends on the first, and on others before it is answered: they take turns from then on. */
static void take_turns(uint64_t count) {
    send_on(connection(1));
    for (uint64_t i = 2; i <= count; i++) {
        connection_record_choose_to_send(&of_thread, connection(i));
        send_on(connection(i));
    }
}

static void those_that_take_turns_are_counted_each_by_itself(void **state) {
    (void)state;
    take_turns(3);
    assert_ptr_equal(connection_record_choose(&of_thread, connection(1)), &of_thread);
    assert_ptr_equal(connection_record_choose(&of_thread, connection(2)), &rest.given[0]);
    assert_ptr_equal(connection_record_choose(&of_thread, connection(3)), &rest.given[1]);
    answer(connection(2));
    assert_ptr_equal(connection_record_choose(&of_thread, connection(2)), &rest.given[0]);
}

static void beyond_the_limit_the_threads_record_serves(void **state) {
    (void)state;
    take_turns(CONNECTIONS);
    assert_int_equal(rest.given_count, 63);
    assert_ptr_equal(connection_record_choose(&of_thread, connection(CONNECTIONS)), &of_thread);
}

static void without_a_record_the_threads_serves(void **state) {
    (void)state;
    rest.refuses = true;
    take_turns(2);
    assert_ptr_equal(connection_record_choose(&of_thread, connection(2)), &of_thread);
}

static void without_memory_the_threads_record_serves(void **state) {
    (void)state;
    send_on(connection(1));
    failing_calls_start(1, ENOMEM);
    assert_ptr_equal(connection_record_choose_to_send(&of_thread, connection(2)), &of_thread);
    assert_true(failing_calls_stop());
    assert_int_equal(rest.given_count, 0);
}

static void a_closed_connections_record_goes_back_and_serves_the_next(void **state) {
    (void)state;
    take_turns(3);
    connection_record_close(connection(2));
    assert_int_equal(given_now(), 1);
    assert_ptr_equal(connection_record_choose(&of_thread, connection(4)), &rest.given[2]);
    connection_record_close(connection(3));
    connection_record_close(connection(4));
    assert_int_equal(given_now(), 0);
}

static void a_wait_ends_what_those_at_rest_did(void **state) {
    (void)state;
    take_turns(3);
    answer(connection(1));
    answer(connection(2));
    assert_true(connection_records_note_wait(true));
    assert_int_equal(boundaries.client_waits, 1);
    struct boundaries own = connection_record_enter(connection_record_choose(&of_thread, connection(2)));
    assert_int_equal(boundaries.client_waits, 1001);
    connection_record_leave(own);
    own = connection_record_enter(connection_record_choose(&of_thread, connection(3)));
    assert_int_equal(boundaries.client_waits, 2000); /* it waits for its answer */
    connection_record_leave(own);
    assert_int_equal(boundaries.client_waits, 1);
}

static void a_message_counts_for_all(void **state) {
    (void)state;
    take_turns(3);
    connection_records_note_message();
    for (uint64_t i = 2; i <= 3; i++) {
        const struct boundaries own =
            connection_record_enter(connection_record_choose(&of_thread, connection(i)));
        assert_int_equal(boundaries.other_waits, 1);
        connection_record_leave(own);
    }
}

static void *uses_the_connection(void *one) {
    static struct thread_record of_another;
    return connection_record_choose(&of_another, one) == &of_another ? one : NULL;
}

static void a_connection_that_moves_to_another_thread_is_counted_there(void **state) {
    pthread_t thread;
    void *result;
    (void)state;
    take_turns(3);
    assert_int_equal(pthread_create(&thread, NULL, uses_the_connection, connection(2)), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_non_null(result);
}

static void at_the_threads_end_all_go_back(void **state) {
    (void)state;
    take_turns(10);
    assert_int_equal(given_now(), 9);
    connection_records_end_thread();
    assert_int_equal(given_now(), 0);
    connection_records_end_thread();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_statement_is_under_way_until_it_is_answered, start, end),
        cmocka_unit_test_setup_teardown(of_a_pipeline_all_have_to_be_answered, start, end),
        cmocka_unit_test_setup_teardown(what_is_lost_count_of_is_under_way_until_all_is_clear, start, end),
        cmocka_unit_test_setup_teardown(the_first_without_any_answer_is_found, start, end),
        cmocka_unit_test_setup_teardown(another_thread_has_nothing_under_way, start, end),
        cmocka_unit_test_setup_teardown(a_fork_ends_what_was_under_way, start, end),
        cmocka_unit_test_setup_teardown(one_after_the_other_is_counted_by_the_thread, start, end),
        cmocka_unit_test_setup_teardown(those_that_take_turns_are_counted_each_by_itself, start, end),
        cmocka_unit_test_setup_teardown(beyond_the_limit_the_threads_record_serves, start, end),
        cmocka_unit_test_setup_teardown(without_a_record_the_threads_serves, start, end),
        cmocka_unit_test_setup_teardown(without_memory_the_threads_record_serves, start, end),
        cmocka_unit_test_setup_teardown(a_closed_connections_record_goes_back_and_serves_the_next, start,
                                        end),
        cmocka_unit_test_setup_teardown(a_wait_ends_what_those_at_rest_did, start, end),
        cmocka_unit_test_setup_teardown(a_message_counts_for_all, start, end),
        cmocka_unit_test_setup_teardown(a_connection_that_moves_to_another_thread_is_counted_there, start,
                                        end),
        cmocka_unit_test_setup_teardown(at_the_threads_end_all_go_back, start, end),
    };
    return cmocka_run_group_tests_name("connection records", tests, NULL, NULL);
}
