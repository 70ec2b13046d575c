#include "helpers/unit.h"

#include <stdlib.h>
#include <string.h>

#include "capture/reader/parameters.h"

static struct pool pool;

/* A hash of the number, as good as the writer's. */
static uint32_t hash_of(uint32_t number) {
    uint64_t hash = (number + 1) * 0x9e3779b97f4a7c15ull;
    hash = (hash ^ hash >> 29) * 0xbf58476d1ce4e5b9ull;
    hash = (hash ^ hash >> 32) * 0x94d049bb133111ebull;
    return (uint32_t)(hash >> 31) | 1u << 31;
}

static void add_hashes(struct parameter_sets *sets, uint64_t key, uint32_t first, uint32_t count) {
    struct loopline_parameters *record = calloc(1, sizeof *record + count * sizeof(uint32_t));
    assert_non_null(record);
    record->record.bytes = (uint32_t)(sizeof *record + count * sizeof(uint32_t));
    for (uint32_t i = 0; i < count; i++)
        record->words[i] = hash_of(first + i);
    parameter_sets_add_record(&pool, sets, key, record);
    free(record);
}

static void add_registers(struct parameter_sets *sets, uint64_t key, uint32_t first, uint32_t count) {
    struct loopline_parameters *record = calloc(1, sizeof *record + LOOPLINE_PARAMETER_REGISTERS);
    assert_non_null(record);
    record->record.bytes = sizeof *record + LOOPLINE_PARAMETER_REGISTERS;
    record->state = LOOPLINE_PARAMETERS_REGISTERS;
    uint8_t *registers = (uint8_t *)record->words;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t hash = hash_of(first + i);
        uint8_t *place = &registers[loopline_parameter_register(hash)];
        const uint8_t rank = loopline_parameter_rank(hash);
        *place = rank > *place ? rank : *place;
    }
    parameter_sets_add_record(&pool, sets, key, record);
    free(record);
}

static void assert_about(uint64_t count, uint64_t expected) {
    assert_in_range(count, expected * 90 / 100, expected * 110 / 100);
}

static void test_few_are_joined_exactly(void **state) {
    (void)state;
    struct parameter_sets left = {0};
    struct parameter_sets right = {0};
    add_hashes(&left, 1, 0, 100);
    add_hashes(&right, 1, 50, 100);
    parameter_sets_join(&pool, &left, &right);
    assert_int_equal(parameter_sets_count(&left), 150);
    assert_int_equal(parameter_sets_count(&right), 100);
}

static void test_the_same_again_adds_nothing(void **state) {
    (void)state;
    struct parameter_sets sets = {0};
    for (int i = 0; i < 9; i++)
        add_hashes(&sets, 1, 0, 1);
    assert_int_equal(parameter_sets_count(&sets), 1);
}

static void test_many_are_estimated(void **state) {
    (void)state;
    for (uint32_t count = 200; count <= 2000000; count *= 10) {
        struct parameter_sets sets = {0};
        add_registers(&sets, 1, 0, count);
        assert_about(parameter_sets_count(&sets), count);
    }
}

static void test_hashes_join_registers(void **state) {
    (void)state;
    struct parameter_sets sets = {0};
    struct parameter_sets few = {0};
    add_registers(&sets, 1, 0, 10000);
    add_hashes(&few, 1, 0, 150);
    parameter_sets_join(&pool, &sets, &few);
    assert_about(parameter_sets_count(&sets), 10000);
    parameter_sets_join(&pool, &few, &sets);
    assert_int_equal(parameter_sets_count(&few), parameter_sets_count(&sets));
}

static void test_more_hashes_than_are_kept(void **state) {
    (void)state;
    struct parameter_sets sets = {0};
    for (uint32_t i = 0; i < 100; i++)
        add_hashes(&sets, 1, i * 100, 190);
    assert_about(parameter_sets_count(&sets), 10090);
}

/* What one process ran with may be what another ran with. */
static void test_of_several_keys_the_largest_counts(void **state) {
    (void)state;
    struct parameter_sets sets = {0};
    add_hashes(&sets, 1, 0, 10);
    add_hashes(&sets, 2, 0, 30);
    assert_int_equal(parameter_sets_count(&sets), 30);
}

static void test_a_record_that_was_being_folded_is_lost(void **state) {
    (void)state;
    struct parameter_sets sets = {0};
    struct loopline_parameters *record = calloc(1, sizeof *record + 8);
    assert_non_null(record);
    record->record.bytes = sizeof *record + 8;
    record->state = LOOPLINE_PARAMETERS_FOLDING;
    record->words[0] = 7;
    parameter_sets_add_record(&pool, &sets, 1, record);
    record->state = LOOPLINE_PARAMETERS_REGISTERS; /* damaged: too small to hold them */
    parameter_sets_add_record(&pool, &sets, 1, record);
    assert_int_equal(parameter_sets_count(&sets), 0);
    free(record);
}

static int end(void **state) {
    (void)state;
    pool_free(&pool);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_are_joined_exactly),
        cmocka_unit_test(test_the_same_again_adds_nothing),
        cmocka_unit_test(test_many_are_estimated),
        cmocka_unit_test(test_hashes_join_registers),
        cmocka_unit_test(test_more_hashes_than_are_kept),
        cmocka_unit_test(test_of_several_keys_the_largest_counts),
        cmocka_unit_test(test_a_record_that_was_being_folded_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
