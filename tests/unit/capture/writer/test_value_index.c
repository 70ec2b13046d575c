/* The first row that holds a value: what the index says is what reading all rows would say. */
#include "helpers/unit.h"

#include <errno.h>
#include <stdlib.h>

#include "capture/writer/value_index.h"
#include "helpers/failing_calls.h"
#include "helpers/scene.h"

enum { RESULTS = 40 };

static struct result_ring ring;
static struct arena arena;

static void fill(struct recent_result *result, uint32_t columns, uint32_t rows, uint32_t different) {
    result->serial = ++ring.serial;
    result->ring = &ring;
    result->columns = columns;
    result->rows = rows;
    for (uint32_t i = 0; i < rows * columns; i++)
        *result_place(result, i, &arena) = random() % 8 == 0 ? 0 : scene_key((uint64_t)random() % different);
}

static bool read_all(const struct recent_result *result, uint32_t column, uint64_t value, uint32_t *row) {
    for (*row = 0; *row < result_rows_kept(result); ++*row)
        if (result_value(result, *row, column) == value)
            return true;
    return false;
}

static void compare(struct value_indexes *indexes, const struct recent_result *result, uint32_t column,
                    uint64_t value) {
    uint32_t expected = 0;
    uint32_t found = 0;
    const bool has = read_all(result, column, value, &expected);
    assert_int_equal(value_index_find(indexes, &arena, result, column, value, &found), has);
    if (has)
        assert_int_equal(found, expected);
}

/* Many results and columns in turn, results that change, rows that come: far more than there are indexes. */
static void it_says_what_reading_says(void **state) {
    struct value_indexes indexes = {.all = NULL};
    struct recent_result *results = calloc(RESULTS, sizeof *results);
    (void)state;
    assert_non_null(results);
    srandom(1);
    for (uint32_t i = 0; i < RESULTS; i++)
        fill(&results[i], 1 + i % 4, 1 + (uint32_t)random() % (RESULT_VALUES / (1 + i % 4)), 1 + i * 50);
    for (uint32_t i = 0; i < 10000; i++) {
        struct recent_result *result = &results[random() % RESULTS];
        const uint32_t column = (uint32_t)random() % result->columns;
        compare(&indexes, result, column, scene_key((uint64_t)random() % 3000));
        if (random() % 200 == 0)
            fill(result, 1 + (uint32_t)random() % 5, (uint32_t)random() % 800, 500);
        if (random() % 50 == 0 && (result->rows + 1) * result->columns <= RESULT_VALUES)
            result->rows++;
    }
    free(results);
}

static void a_column_that_is_not_there_holds_nothing(void **state) {
    struct value_indexes indexes = {.all = NULL};
    static struct recent_result result;
    uint32_t row = 0;
    (void)state;
    fill(&result, 2, 100, 10);
    assert_false(value_index_find(&indexes, &arena, &result, 2, result_value_at(&result, 0), &row));
}

static void the_largest_result_fits(void **state) {
    struct value_indexes indexes = {.all = NULL};
    static struct recent_result result;
    (void)state;
    fill(&result, 1, RESULT_VALUES, 10 * RESULT_VALUES);
    compare(&indexes, &result, 0, scene_key(10 * RESULT_VALUES + 1));
    for (uint32_t i = 0; i < RESULT_VALUES; i += 37)
        if (result_value_at(&result, i))
            compare(&indexes, &result, 0, result_value_at(&result, i));
}

static void without_memory_rows_are_read(void **state) {
    struct value_indexes indexes = {.all = NULL};
    static struct recent_result result;
    (void)state;
    fill(&result, 1, 1000, 500);
    arena = (struct arena){.blocks = NULL}; /* what is there is full */
    failing_calls_start(1, ENOMEM);
    for (uint64_t i = 0; i < 500; i++)
        compare(&indexes, &result, 0, scene_key(i));
    assert_true(failing_calls_stop());
    assert_int_equal(failing_calls.made, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_what_reading_says),
        cmocka_unit_test(a_column_that_is_not_there_holds_nothing),
        cmocka_unit_test(the_largest_result_fits),
        cmocka_unit_test(without_memory_rows_are_read),
    };
    return cmocka_run_group_tests_name("value index", tests, NULL, NULL);
}
