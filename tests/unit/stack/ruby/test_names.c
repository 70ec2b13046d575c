/*
 * Names of Ruby's methods in C, asked for under Ruby's lock and kept.
 */
#include "helpers/unit.h"

#include <stdio.h>
#include <string.h>

#include "stack/ruby/names.h"

enum { FIRST_WAITING = 900000, MANY = 4000 };

static const char *const known[] = {"pop", "push", "sleep", "join", "value", "wait"};
static int lock_holders; /* who asks without it would read a table that grows */
static int has_lock;
static int taken;
static int asked;

static const char *name_of(uintptr_t id) {
    static char name[128];
    assert_true(has_lock || lock_holders);
    asked++;
    snprintf(name, sizeof name,
             id == 7 ? "a_name_that_is_longer_than_what_is_kept_of_the_names_of_methods_and_of_the_blocks_"
                       "that_are_methods"
                     : "name_%lu",
             id);
    return id == 8 ? NULL : name;
}

static uintptr_t intern(const char *name) {
    assert_true(has_lock || lock_holders);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (strcmp(known[i], name) == 0)
            return FIRST_WAITING + i;
    return 1;
}

static int has_lock_now(void) {
    return has_lock;
}

static void *call_with_lock(void *(*function)(void *), void *argument) {
    taken++;
    lock_holders++;
    void *result = function(argument);
    lock_holders--;
    return result;
}

static const struct ruby_name_functions functions = {name_of, intern, has_lock_now, call_with_lock};

static void assert_name(uintptr_t id, const char *expected) {
    char name[RUBY_NAME_BYTES];
    assert_int_equal(ruby_names_copy(id, name, sizeof name), strlen(expected));
    assert_memory_equal(name, expected, strlen(expected));
}

static void names_are_asked_for_once(void **state) {
    (void)state;
    const uintptr_t ids[] = {21, 22};
    assert_false(ruby_names_waits(FIRST_WAITING));
    assert_name(21, "");
    has_lock = 1;
    ruby_names_read(&functions, ids, 2);
    assert_int_equal(taken, 0);
    assert_int_equal(asked, 2);
    assert_name(21, "name_21");
    assert_name(22, "name_22");
    has_lock = 0;
    ruby_names_read(&functions, ids, 2);
    assert_int_equal(taken, 0);
    assert_int_equal(asked, 2);
}

static void the_lock_is_taken_for_what_is_new(void **state) {
    (void)state;
    const uintptr_t ids[] = {21, 23};
    ruby_names_read(&functions, ids, 2);
    assert_int_equal(taken, 1);
    assert_int_equal(asked, 3);
    assert_name(23, "name_23");
}

static void methods_that_wait_are_known(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        assert_true(ruby_names_waits(FIRST_WAITING + i));
    assert_false(ruby_names_waits(21));
    assert_false(ruby_names_waits(0));
}

static void names_are_cut(void **state) {
    (void)state;
    const uintptr_t ids[] = {7, 8};
    char name[4];
    ruby_names_read(&functions, ids, 2);
    assert_name(7, "a_name_that_is_longer_than_what_is_kept_of_the_names_of_methods_and_of_the_bloc");
    assert_name(8, "?");
    assert_int_equal(ruby_names_copy(23, name, sizeof name), 4);
    assert_memory_equal(name, "name", 4);
}

/* More than there is room for: some go without. */
static void a_full_table_stays_as_it_is(void **state) {
    (void)state;
    for (uintptr_t id = 1000; id < 1000 + MANY; id++)
        ruby_names_read(&functions, &id, 1);
    assert_name(21, "name_21");
    size_t with_name = 0;
    for (uintptr_t id = 1000; id < 1000 + MANY; id++) {
        char name[RUBY_NAME_BYTES];
        char expected[64];
        const size_t length = ruby_names_copy(id, name, sizeof name);
        if (!length)
            continue;
        snprintf(expected, sizeof expected, "name_%lu", id);
        assert_name(id, expected);
        with_name++;
    }
    assert_in_range(with_name, 1000, MANY - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_asked_for_once),    cmocka_unit_test(the_lock_is_taken_for_what_is_new),
        cmocka_unit_test(methods_that_wait_are_known), cmocka_unit_test(names_are_cut),
        cmocka_unit_test(a_full_table_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
