/* What Ruby 2.7 does not export, in the form that later versions have it in. */
#include "helpers/unit.h"

#include <string.h>

#include "stack/ruby/known_instructions.h"

static uint32_t number_of(const struct ruby_instructions *instructions, const char *name) {
    for (uint32_t i = 0; i < instructions->count / 2; i++)
        if (strcmp(instructions->names + instructions->names_at[i], name) == 0)
            return i;
    fail_msg("no %s", name);
    return 0;
}

static const char *operands_of(const struct ruby_instructions *instructions, uint32_t number) {
    return instructions->operands + instructions->operands_at[number];
}

static void instructions_have_lengths_and_operands(void **state) {
    (void)state;
    struct ruby_instructions known = {0};
    ruby_instructions_know(207, &known);
    assert_int_equal(known.count, 206);
    const uint32_t branch = number_of(&known, "branchif");
    assert_string_equal(operands_of(&known, branch), "O");
    assert_int_equal(known.lengths[branch], 2);
    assert_int_equal(known.lengths[number_of(&known, "leave")], 1);
    assert_int_equal(known.lengths[number_of(&known, "defineclass")], 4);
    /* Traced ones come again, in the same order. */
    assert_string_equal(operands_of(&known, branch + 103), "O");
    assert_int_equal(known.lengths[branch + 103], 2);
}

static void other_versions_say_it_themselves(void **state) {
    (void)state;
    struct ruby_instructions known = {0};
    ruby_instructions_know(301, &known);
    assert_null(known.lengths);
    assert_int_equal(known.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instructions_have_lengths_and_operands),
        cmocka_unit_test(other_versions_say_it_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
