/* What is known about handles, and which library a caller means; from one thread and from eight. */
#include "helpers/unit.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "helpers/failing_calls.h"
#include "shim/loader/handles.h"
#include "shim/loader/libraries.h"

enum { THREADS = 8, ROUNDS = 20000 };

static const void *handle(uint64_t number) {
    return (const void *)(uintptr_t)(0x7f0000000000 + number * 0x90); // NOLINT(performance-no-int-to-ptr)
}

static void a_handle_is_found_until_it_is_removed(void **state) {
    struct handle_table table = {.keys = NULL};
    (void)state;
    assert_null(handle_find(&table, handle(1)));
    assert_null(handle_add(&table, handle(1)));
    assert_true(handle_table_start(&table, 1024, 1024, sizeof(uint64_t)));
    uint64_t *value = handle_add(&table, handle(1));
    assert_non_null(value);
    assert_int_equal(*value, 0);
    *value = 42;
    assert_ptr_equal(handle_find(&table, handle(1)), value);
    assert_null(handle_find(&table, handle(2)));
    handle_remove(&table, handle(2));
    handle_remove(&table, handle(1));
    assert_null(handle_find(&table, handle(1)));
    /* The address of an ended handle is given out again: nothing of the old one is left. */
    assert_int_equal(*(uint64_t *)handle_add(&table, handle(1)), 0);
    assert_null(handle_add(&table, NULL));
    assert_null(handle_find(&table, NULL));
    handle_table_release(&table);
    handle_table_release(&table);
}

/* Whose end was not seen. */
static void a_handle_that_is_made_again_is_new(void **state) {
    struct handle_table table = {.keys = NULL};
    (void)state;
    assert_true(handle_table_start(&table, 1024, 1024, sizeof(uint64_t)));
    uint64_t *value = handle_add(&table, handle(1));
    *value = 42;
    assert_ptr_equal(handle_add(&table, handle(1)), value);
    assert_int_equal(*value, 0);
    handle_table_release(&table);
}

/* Handles that cannot be kept are unknown, and disturb no other; those that end make room. */
static void a_full_table_forgets_nothing_it_has(void **state) {
    struct handle_table table = {.keys = NULL};
    static uint64_t *values[2000];
    uint32_t kept = 0;
    (void)state;
    assert_true(handle_table_start(&table, 256, 256, sizeof(uint64_t)));
    for (uint32_t i = 0; i < COUNT_OF(values); i++) {
        values[i] = handle_add(&table, handle(i));
        kept += values[i] != NULL;
        if (values[i])
            *values[i] = i + 1;
    }
    assert_in_range(kept, 200, 256);
    for (uint32_t i = 0; i < COUNT_OF(values); i++) {
        assert_ptr_equal(handle_find(&table, handle(i)), values[i]);
        if (values[i])
            assert_int_equal(*values[i], i + 1);
    }
    for (uint32_t i = 0; i < COUNT_OF(values); i++)
        handle_remove(&table, handle(i));
    assert_non_null(handle_add(&table, handle(5000)));
    handle_table_release(&table);
}

/* A table that may grow keeps all, each where it is. */
static void a_table_grows_and_moves_nothing(void **state) {
    struct handle_table table = {.keys = NULL};
    static uint64_t *values[9000];
    (void)state;
    assert_true(handle_table_start(&table, 256, 1 << 14, sizeof(uint64_t)));
    for (uint32_t i = 0; i < COUNT_OF(values); i++) {
        values[i] = handle_add(&table, handle(i));
        assert_non_null(values[i]);
        *values[i] = i + 1;
    }
    for (uint32_t i = 0; i < COUNT_OF(values); i++) {
        assert_ptr_equal(handle_find(&table, handle(i)), values[i]);
        assert_int_equal(*values[i], i + 1);
        handle_remove(&table, handle(i));
        assert_null(handle_find(&table, handle(i)));
    }
    handle_table_release(&table);
}

static void where_memory_is_short_the_table_is_smaller_or_none(void **state) {
    struct handle_table table = {.keys = NULL};
    (void)state;
    for (uint32_t call = 1; call <= 2; call++) {
        failing_calls_start(call, ENOMEM);
        assert_true(handle_table_start(&table, 1024, 1024, 8));
        assert_true(failing_calls_stop());
        assert_int_equal(table.mask + 1, 512);
        assert_int_equal(failing_calls.mapped_bytes, 512 * (8 + sizeof(uintptr_t)));
        handle_table_release(&table);
    }
    failing_calls_start(1, ENOMEM);
    failing_calls.and_all_behind = true;
    assert_false(handle_table_start(&table, 1024, 1024, 8));
    failing_calls_stop();
    assert_null(handle_add(&table, handle(1)));
}

static struct handle_table shared;

static void *use_handles(void *context) {
    const uint64_t own = *(const uint64_t *)context;
    unsigned seed = (unsigned)own;
    for (uint64_t i = 0; i < ROUNDS; i++) {
        /* Looking for the others' is allowed, and says nothing for sure. */
        handle_find(&shared, handle((uint64_t)rand_r(&seed) % (THREADS * 64)));
        const void *mine = handle(own * 64 + i % 64);
        uint64_t *value = handle_add(&shared, mine);
        if (!value)
            continue;
        *value = own;
        if (handle_find(&shared, mine) != value || *value != own)
            return context;
        if (i % 3)
            handle_remove(&shared, mine);
    }
    return NULL;
}

static void *remember_callers(void *context) {
    const uint64_t own = *(const uint64_t *)context;
    static struct library libraries[2];
    for (uint64_t i = 0; i < ROUNDS / 10; i++) {
        const void *address = handle(10000 + i % 700);
        const struct library *expected = &libraries[i % 700 % 2];
        const struct library *found = callers_find(LOOPLINE_DRIVER_SQLITE, address, (uint32_t)(i / 700));
        if (found && found != expected)
            return context;
        callers_remember(
            &(struct caller){address, LOOPLINE_DRIVER_SQLITE, expected, (uint32_t)((i + own % 2) / 700)});
    }
    return NULL;
}

static void in_eight_threads(void *(*work)(void *)) {
    pthread_t threads[THREADS];
    static const uint64_t numbers[THREADS] = {0, 1, 2, 3, 4, 5, 6, 7};
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)&numbers[i]), 0);
    for (unsigned i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        assert_null(result);
    }
}

static void *find_while_it_starts(void *context) {
    const uint64_t own = *(const uint64_t *)context;
    if (own == 0)
        handle_table_start(&shared, 512, 512, sizeof(uint64_t));
    for (uint64_t i = 0; i < 1000; i++)
        if (handle_find(&shared, handle(i)))
            return context;
    return NULL;
}

static void a_table_may_start_while_others_look(void **state) {
    (void)state;
    in_eight_threads(find_while_it_starts);
    handle_table_release(&shared);
}

static void eight_threads_keep_their_handles(void **state) {
    (void)state;
    assert_true(handle_table_start(&shared, 512, 512, sizeof(uint64_t)));
    in_eight_threads(use_handles);
    handle_table_release(&shared);
}

static void a_caller_is_known_until_something_is_unloaded(void **state) {
    static struct library first;
    static struct library second;
    const void *address = handle(1);
    (void)state;
    assert_null(callers_find(LOOPLINE_DRIVER_SQLITE, address, 0));
    callers_remember(&(struct caller){address, LOOPLINE_DRIVER_SQLITE, &first, 0});
    assert_ptr_equal(callers_find(LOOPLINE_DRIVER_SQLITE, address, 0), &first);
    assert_null(callers_find(LOOPLINE_DRIVER_POSTGRESQL, address, 0));
    assert_null(callers_find(LOOPLINE_DRIVER_SQLITE, address, 1));
    callers_remember(&(struct caller){address, LOOPLINE_DRIVER_POSTGRESQL, &second, 1});
    callers_remember(&(struct caller){address, LOOPLINE_DRIVER_SQLITE, &second, 1});
    assert_ptr_equal(callers_find(LOOPLINE_DRIVER_SQLITE, address, 1), &second);
    callers_remember(&(struct caller){address, LOOPLINE_DRIVER_SQLITE, &second, 2});
    assert_ptr_equal(callers_find(LOOPLINE_DRIVER_SQLITE, address, 2), &second);
    assert_null(callers_find(LOOPLINE_DRIVER_SQLITE, address, 1));
}

static void a_caller_is_found_without_a_call_while_off(void **state) {
    static struct library library;
    const void *address = handle(2);
    (void)state;
    callers_remember(&(struct caller){address, LOOPLINE_DRIVER_SQLITE, &library, 3});
    assert_ptr_equal(callers_find_when_off(LOOPLINE_DRIVER_SQLITE, address, 3)->library, &library);
    assert_null(callers_find_when_off(LOOPLINE_DRIVER_POSTGRESQL, address, 3));
    assert_null(callers_find_when_off(LOOPLINE_DRIVER_SQLITE, address, 4));
    callers_switch_on();
    assert_null(callers_find_when_off(LOOPLINE_DRIVER_SQLITE, address, 3));
    assert_ptr_equal(callers_find(LOOPLINE_DRIVER_SQLITE, address, 3), &library);
}

static void eight_threads_remember_callers(void **state) {
    (void)state;
    in_eight_threads(remember_callers);
}

/* Callers beyond the bound are asked about anew each time; none is mistaken for another. */
static void callers_without_end_are_never_mistaken(void **state) {
    static struct library library;
    uint32_t known = 0;
    (void)state;
    for (uint64_t i = 0; i < 20000; i++)
        callers_remember(&(struct caller){handle(50000 + i), LOOPLINE_DRIVER_SQLITE, &library, 0});
    for (uint64_t i = 0; i < 20000; i++) {
        const struct library *found = callers_find(LOOPLINE_DRIVER_SQLITE, handle(50000 + i), 0);
        assert_true(!found || found == &library);
        known += found != NULL;
        assert_null(callers_find(LOOPLINE_DRIVER_POSTGRESQL, handle(50000 + i), 0));
    }
    assert_in_range(known, 1000, 20000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handle_is_found_until_it_is_removed),
        cmocka_unit_test(a_handle_that_is_made_again_is_new),
        cmocka_unit_test(a_full_table_forgets_nothing_it_has),
        cmocka_unit_test(a_table_grows_and_moves_nothing),
        cmocka_unit_test(where_memory_is_short_the_table_is_smaller_or_none),
        cmocka_unit_test(a_table_may_start_while_others_look),
        cmocka_unit_test(eight_threads_keep_their_handles),
        cmocka_unit_test(a_caller_is_known_until_something_is_unloaded),
        cmocka_unit_test(a_caller_is_found_without_a_call_while_off),
        cmocka_unit_test(eight_threads_remember_callers),
        cmocka_unit_test(callers_without_end_are_never_mistaken),
    };
    return cmocka_run_group_tests_name("handles", tests, NULL, NULL);
}
