/* From raw text to a statement's identity, and values as numbers that compare. */
#include "helpers/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/failing_calls.h"
#include "helpers/scene.h"
#include "shim/recorder/statement_cache.h"
#include "shim/recorder/values.h"

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

static struct statement_reading read_text(const struct scene *scene, uint32_t driver, const char *sql) {
    const struct statement_text text = {.driver = driver, .bytes = sql, .length = strlen(sql)};
    return *statement_cache_read(scene->thread, &text);
}

static void assert_same(const struct statement_reading *left, const struct statement_reading *right) {
    assert_int_equal(left->statement.id, right->statement.id);
    assert_int_equal(left->literals_hash, right->literals_hash);
    assert_int_equal(left->value_count, right->value_count);
    assert_memory_equal(left->values, right->values, left->value_count * sizeof *left->values);
}

static void texts_of_one_form_are_one_statement(void **state) {
    const struct scene *scene = *state;
    const struct statement_reading first =
        read_text(scene, LOOPLINE_DRIVER_SQLITE, "select name from authors where id = 7");
    const struct statement_reading second =
        read_text(scene, LOOPLINE_DRIVER_SQLITE, "SELECT name FROM authors WHERE id=8");
    assert_int_not_equal(first.statement.id, 0);
    assert_int_equal(first.statement.id, second.statement.id);
    assert_int_not_equal(first.literals_hash, second.literals_hash);
    assert_true(first.has_literals);
    assert_int_equal(first.value_count, 1);
    assert_int_equal(first.values[0], value_of_integer(7));
    assert_int_equal(second.values[0], value_of_integer(8));
    const struct statement_reading again =
        read_text(scene, LOOPLINE_DRIVER_SQLITE, "select name from authors where id = 7");
    assert_same(&again, &first);
    const struct statement_reading other =
        read_text(scene, LOOPLINE_DRIVER_POSTGRESQL, "select name from authors where id = 7");
    assert_int_not_equal(other.statement.id, first.statement.id);
}

static void comments_around_a_text_are_tags_and_not_part_of_it(void **state) {
    const struct scene *scene = *state;
    const char *const texts[] = {
        "select name from authors where id = 7 /*route='%2Fa'*/",
        "select name from authors where id = 7 /*route='%2Fa',db='x'*/;",
        "/*route:/a*/ select name from authors where id = 7",
    };
    const struct statement_reading plain =
        read_text(scene, LOOPLINE_DRIVER_SQLITE, "select name from authors where id = 7");
    uint32_t tags = 0;
    assert_int_equal(plain.tags.id, 0);
    for (size_t i = 0; i < 2 * sizeof texts / sizeof *texts; i++) {
        const struct statement_reading reading =
            read_text(scene, LOOPLINE_DRIVER_SQLITE, texts[i % (sizeof texts / sizeof *texts)]);
        assert_same(&reading, &plain);
        assert_int_not_equal(reading.tags.id, 0);
        assert_true(!tags || reading.tags.id == tags);
        tags = reading.tags.id;
        assert_false(reading.tags.has_span);
    }
    const struct statement_reading traced =
        read_text(scene, LOOPLINE_DRIVER_SQLITE,
                  "select name from authors where id = 7 "
                  "/*route='%2Fa',traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/");
    assert_same(&traced, &plain);
    assert_int_equal(traced.tags.id, tags);
    assert_true(traced.tags.has_span);
    const struct statement_reading literal =
        read_text(scene, LOOPLINE_DRIVER_SQLITE, "select '/*route=''%2Fb''' -- */");
    assert_int_equal(literal.tags.id, 0);
    assert_int_equal(literal.value_count, 1);
}

static void null_is_a_value_that_meets_none(void **state) {
    const struct statement_reading reading =
        read_text(*state, LOOPLINE_DRIVER_SQLITE, "insert into books values (1, NULL, 'x')");
    assert_int_equal(reading.value_count, 3);
    assert_int_equal(reading.values[1], 0);
    assert_int_equal(reading.values[2], value_of_text("x", 1));
}

/* Far more text than the cache holds: each is read as it would be by itself. */
static void the_cache_forgets_and_is_right(void **state) {
    const struct scene *scene = *state;
    char sql[3000];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 1500; i++) {
            const int length = snprintf(sql, sizeof sql, "select %0*d from books where id = %d", 1 + i, i, i);
            assert_in_range(length, 1, (int)sizeof sql - 1);
            const struct statement_reading reading = read_text(scene, LOOPLINE_DRIVER_SQLITE, sql);
            assert_int_equal(reading.value_count, 2);
            assert_int_equal(reading.values[1], value_of_integer(i));
            assert_int_equal(reading.statement.id, 1);
        }
}

static void a_text_too_long_to_keep_is_read_each_time(void **state) {
    const struct scene *scene = *state;
    static char sql[100000];
    strcpy(sql, "select id from books where id in (");
    while (strlen(sql) < sizeof sql - 50)
        strcat(sql + strlen(sql), "1234567890, ");
    strcat(sql, "1)");
    const struct statement_reading first = read_text(scene, LOOPLINE_DRIVER_SQLITE, sql);
    const struct statement_reading second = read_text(scene, LOOPLINE_DRIVER_SQLITE, sql);
    assert_int_not_equal(first.statement.id, 0);
    assert_same(&first, &second);
    assert_int_equal(first.value_count, READING_VALUES);
}

static void what_was_never_seen_is_one_a_driver(void **state) {
    const struct scene *scene = *state;
    const uint32_t first = statement_cache_unseen(scene->thread, LOOPLINE_DRIVER_POSTGRESQL)->statement.id;
    assert_int_not_equal(first, 0);
    assert_int_equal(statement_cache_unseen(scene->thread, LOOPLINE_DRIVER_POSTGRESQL)->statement.id, first);
    assert_int_not_equal(statement_cache_unseen(scene->thread, LOOPLINE_DRIVER_SQLITE)->statement.id, first);
}

/* Each text is read anew, in what room there is. */
static void without_memory_nothing_is_kept(void **state) {
    const struct scene *scene = *state;
    const uint32_t first = read_text(scene, LOOPLINE_DRIVER_SQLITE, "select 1").statement.id;
    assert_int_not_equal(first, 0);
    failing_calls_start(1, ENOMEM);
    failing_calls.and_all_behind = true;
    char text[32];
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "select %d", i);
        assert_int_equal(read_text(scene, LOOPLINE_DRIVER_SQLITE, text).statement.id, first);
    }
    assert_true(failing_calls_stop());
}

/* A NUL ends what SQLite reads; a driver may hand over more. */
static void bytes_are_told_apart_by_length(void **state) {
    const struct scene *scene = *state;
    const struct statement_text empty = {.driver = LOOPLINE_DRIVER_SQLITE, .bytes = "", .length = 0};
    assert_int_not_equal(statement_cache_read(scene->thread, &empty)->statement.id, 0);
    const struct statement_text part = {
        .driver = LOOPLINE_DRIVER_SQLITE, .bytes = "select 1, 2", .length = 8};
    assert_int_not_equal(statement_cache_read(scene->thread, &part)->statement.id,
                         read_text(scene, LOOPLINE_DRIVER_SQLITE, "select 1, 2").statement.id);
}

/* ---- values ---------------------------------------------------------------------------------------------
 */

static uint64_t text(const char *bytes) {
    return value_of_text(bytes, strlen(bytes));
}

static void a_number_is_one_in_every_form(void **state) {
    const unsigned char int2[] = {0, 7};
    const unsigned char int4[] = {0, 0, 0, 7};
    const unsigned char int8[] = {0, 0, 0, 0, 0, 0, 0, 7};
    const unsigned char float8[] = {0x40, 0x1c, 0, 0, 0, 0, 0, 0};
    const unsigned char numeric[] = {0, 1, 0, 0, 0, 0, 0, 0, 0, 7};
    const uint64_t seven = value_of_integer(7);
    (void)state;
    assert_int_equal(seven & (VALUE_KEY | VALUE_WIDE), VALUE_KEY);
    assert_int_equal(text("7"), seven);
    assert_int_equal(text("7.0"), seven);
    assert_int_equal(value_of_real(7.0), seven);
    assert_int_equal(value_of_literal("'7'", 3), seven);
    assert_int_equal(value_of_literal("7", 1), seven);
    assert_int_equal(text("{7}"), seven);
    assert_int_equal(value_of_binary(int2, sizeof int2, 21), seven);
    assert_int_equal(value_of_binary(int4, sizeof int4, 23), seven);
    assert_int_equal(value_of_binary(int4, sizeof int4, 26), seven);
    assert_int_equal(value_of_binary(int8, sizeof int8, 20), seven);
    assert_int_equal(value_of_binary(int4, sizeof int4, 0), seven);
    assert_int_equal(value_of_binary(float8, sizeof float8, 701), seven);
    assert_int_equal(value_of_binary(numeric, sizeof numeric, 1700), seven);
    assert_int_equal(value_of_utf16("7\0", 2, false), seven);
    assert_int_equal(value_of_utf16("\0007", 2, true), seven);
}

static void texts_that_are_no_numbers_stay_texts(void **state) {
    static const char *const others[] = {"07",  "7 ",  " 7", "+7",   "7.",   ".7",    "--7", "-",
                                         "1e3", "0x7", "7a", "7.0.", "{7,}", "{7,8}", "{}"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_int_not_equal(text(others[i]), value_of_integer(7));
    assert_int_not_equal(text("07"), text("7"));
    assert_int_equal(text("-9223372036854775807"), value_of_integer(-INT64_MAX));
    assert_int_not_equal(text("9223372036854775808"), value_of_integer(INT64_MIN));
    assert_int_equal(text("0.1"), value_of_real(0.1));
    assert_int_equal(text("-12.5"), value_of_real(-12.5));
    /* What no double holds is not made one. */
    assert_int_not_equal(value_of_real(9007199254740993.0), value_of_integer(9007199254740993));
}

static void a_uuid_is_one_in_every_form(void **state) {
    const unsigned char bytes[] = {0x55, 0x0e, 0x84, 0x00, 0xe2, 0x9b, 0x41, 0xd4,
                                   0xa7, 0x16, 0x44, 0x66, 0x55, 0x44, 0x00, 0x00};
    const uint64_t uuid = text("550e8400-e29b-41d4-a716-446655440000");
    (void)state;
    assert_int_equal(uuid & (VALUE_KEY | VALUE_WIDE), VALUE_KEY | VALUE_WIDE);
    assert_int_equal(text("550E8400E29B41D4A716446655440000"), uuid);
    assert_int_equal(value_of_blob(bytes, sizeof bytes), uuid);
    assert_int_equal(value_of_binary(bytes, sizeof bytes, 2950), uuid);
    assert_int_equal(value_of_literal("X'550e8400e29b41d4a716446655440000'", 35), uuid);
    assert_int_not_equal(text("550e8400-e29b-41d4-a716-44665544000g"), uuid);
}

static void null_is_0_and_what_is_too_long_is_no_key(void **state) {
    char sixty_five[66];
    (void)state;
    memset(sixty_five, 'x', 65);
    sixty_five[65] = '\0';
    assert_int_equal(value_of_text(NULL, 5), 0);
    assert_int_equal(value_of_blob(NULL, 5), 0);
    assert_int_equal(value_of_utf16(NULL, 4, false), 0);
    assert_int_equal(value_of_binary(NULL, 4, 23), 0);
    assert_int_equal(text(sixty_five) & VALUE_KEY, 0);
    assert_int_equal(value_of_text(sixty_five, 64) & VALUE_KEY, VALUE_KEY);
    assert_int_equal(text("") & VALUE_KEY, 0);
    assert_int_not_equal(text("smith"), text("jones"));
}

static void text_is_one_in_every_encoding_and_quote(void **state) {
    (void)state;
    assert_int_equal(value_of_utf16(u"größe", 10, false), text("größe"));
    assert_int_equal(value_of_utf16(u"\U0001F600", 4, false), text("\U0001F600"));
    assert_int_equal(value_of_literal("'it''s'", 7), text("it's"));
    assert_int_equal(value_of_literal("E'plain'", 8), text("plain"));
    assert_int_equal(value_of_literal("N'plain'", 8), text("plain"));
    assert_int_equal(value_of_literal("E'a\\nb'", 7) & VALUE_KEY, 0);
}

/* Any bytes: what is malformed has a value of its own, and is read within its bounds (the sanitizers say). */
static void any_bytes_have_a_value(void **state) {
    (void)state;
    srandom(3);
    for (int i = 0; i < 20000; i++) {
        const size_t length = (size_t)random() % 90;
        char *bytes = malloc(length ? length : 1);
        assert_non_null(bytes);
        for (size_t k = 0; k < length; k++)
            bytes[k] = random() % 3 ? "0123456789-.'{}xXeE"[random() % 19] : (char)random();
        value_of_text(bytes, length);
        value_of_literal(bytes, length);
        value_of_blob(bytes, length);
        value_of_utf16(bytes, length, random() % 2);
        static const uint32_t types[] = {0, 20, 21, 23, 25, 26, 700, 701, 1042, 1043, 1700, 2950};
        for (size_t k = 0; k < COUNT_OF(types); k++)
            value_of_binary(bytes, length, types[k]);
        free(bytes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_of_one_form_are_one_statement, start, end),
        cmocka_unit_test_setup_teardown(comments_around_a_text_are_tags_and_not_part_of_it, start, end),
        cmocka_unit_test_setup_teardown(null_is_a_value_that_meets_none, start, end),
        cmocka_unit_test_setup_teardown(the_cache_forgets_and_is_right, start, end),
        cmocka_unit_test_setup_teardown(a_text_too_long_to_keep_is_read_each_time, start, end),
        cmocka_unit_test_setup_teardown(what_was_never_seen_is_one_a_driver, start, end),
        cmocka_unit_test_setup_teardown(without_memory_nothing_is_kept, start, end),
        cmocka_unit_test_setup_teardown(bytes_are_told_apart_by_length, start, end),
        cmocka_unit_test(a_number_is_one_in_every_form),
        cmocka_unit_test(texts_that_are_no_numbers_stay_texts),
        cmocka_unit_test(a_uuid_is_one_in_every_form),
        cmocka_unit_test(null_is_0_and_what_is_too_long_is_no_key),
        cmocka_unit_test(text_is_one_in_every_encoding_and_quote),
        cmocka_unit_test(any_bytes_have_a_value),
    };
    return cmocka_run_group_tests_name("statement cache", tests, NULL, NULL);
}
