/* What a statement is for, by its normal form. */
#include "helpers/unit.h"

#include "analyze/rounds/statement_shape.h"

static void numbers_of_rows_are_told_from_keys(void **state) {
    (void)state;
    const char *page = "select * from books where writer_id = ? order by id limit ? offset ?";
    assert_false(shape_counts_rows(page, 1));
    assert_true(shape_counts_rows(page, 2));
    assert_true(shape_counts_rows(page, 3));
    assert_false(shape_counts_rows(page, 4));
    assert_true(shape_counts_rows("select * from books offset ? rows fetch next ? rows only", 2));
    assert_false(shape_counts_rows("select * from books where page_limit = ?", 1));
    assert_false(shape_counts_rows("select ?", 1));
    assert_false(shape_counts_rows("?", 1));
}

/* A list has as many parameters as it likes. */
static void behind_a_list_parameters_are_not_counted(void **state) {
    (void)state;
    assert_false(shape_counts_rows("select * from books where id in (?) limit ?", 2));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_rows_are_told_from_keys),
        cmocka_unit_test(behind_a_list_parameters_are_not_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
