/* The thread-local variables of this program, found without the loader. */
#include "helpers/unit.h"

#include <link.h>
#include <string.h>

#include "libc/thread_locals.h"

static __thread char variable = 1;

static int take_first(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    memcpy(context, &info->dlpi_tls_modid, sizeof info->dlpi_tls_modid);
    return 1;
}

static size_t module_of_program(void) {
    size_t module = 0;
    dl_iterate_phdr(take_first, &module);
    return module;
}

static void skip_other_c_libraries(void) {
    if (!thread_locals_table())
        skip();
}

static void the_variables_are_found(void **state) {
    (void)state;
    skip_other_c_libraries();
    const uintptr_t found = (uintptr_t)thread_locals_of(module_of_program(), thread_locals_generation());
    assert_int_not_equal(found, 0);
    assert_in_range((uintptr_t)&variable, found, found + 4096);
    assert_int_equal(variable, 1);
}

static void no_other_number_leads_anywhere(void **state) {
    (void)state;
    skip_other_c_libraries();
    assert_null(thread_locals_of(0, 0));
    assert_null(thread_locals_of(SIZE_MAX, 0));
}

/* An object that had the number before may have been unloaded since the table was brought up to date. */
static void a_table_that_is_too_old_is_not_used(void **state) {
    (void)state;
    skip_other_c_libraries();
    assert_null(thread_locals_of(module_of_program(), thread_locals_generation() + 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_variables_are_found),
        cmocka_unit_test(no_other_number_leads_anywhere),
        cmocka_unit_test(a_table_that_is_too_old_is_not_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
