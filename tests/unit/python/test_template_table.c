#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "python/template_table.h"

enum { ROOM = 8 };

static struct loopline_code_origin origins[ROOM];

static size_t parse(const char *source) {
    return python_template_table_parse(source, strlen(source), origins, ROOM);
}

#define TABLE(lines)                                                                 \
    "\"\"\"\n__M_BEGIN_METADATA\n{\"filename\": \"/srv/7.mako\", \"uri\": \"1=2\", " \
    "\"source_encoding\": \"utf-8\", \"line_map\": {" lines "}}\n__M_END_METADATA\n\"\"\"\n"

static void check(size_t place, uint32_t generated, uint32_t line) {
    assert_int_equal(origins[place].generated, generated);
    assert_int_equal(origins[place].line, line);
}

static void lines_are_read_in_pairs(void **state) {
    (void)state;
    assert_int_equal(parse("x = {1: 2}\n" TABLE("\"16\": 0, \"23\": 1, \"28\": 9")), 3);
    check(0, 16, 1); /* what was made from no line belongs to the first */
    check(1, 23, 1);
    check(2, 28, 9);
}

static void other_sources_have_no_table(void **state) {
    (void)state;
    assert_int_equal(parse(""), 0);
    assert_int_equal(parse("\"line_map\": {\"1\": 2}"), 0);
    assert_int_equal(parse("__M_BEGIN_METADATA"), 0);
    assert_int_equal(parse("__M_BEGIN_METADATA \"line_map\""), 0);
    assert_int_equal(parse("__M_BEGIN_METADATA \"line_map\": {}"), 0);
    assert_int_equal(parse("__M_BEGIN_METADATA {\"line_map\": [1, 2]}"), 0);
}

static void a_table_ends_where_it_is_damaged(void **state) {
    (void)state;
    assert_int_equal(parse(TABLE("\"16\": 3, \"23\"")), 1);
    assert_int_equal(parse(TABLE("\"16\": 3, \"9\": 4, \"20\": 5")), 1);
    assert_int_equal(parse(TABLE("\"16\": 3, \"99999999999999\": 4")), 1);
    assert_int_equal(parse("__M_BEGIN_METADATA {\"line_map\": {\"16\": 3, \"23\": 4"), 2);
    check(1, 23, 4);
}

static void no_more_is_read_than_there_is_room_for(void **state) {
    (void)state;
    assert_int_equal(parse(TABLE("\"1\": 1, \"2\": 2, \"3\": 3, \"4\": 4, \"5\": 5, \"6\": 6, \"7\": 7, "
                                 "\"8\": 8, \"9\": 9, \"10\": 10")),
                     ROOM);
    check(ROOM - 1, 8, 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_in_pairs),
        cmocka_unit_test(other_sources_have_no_table),
        cmocka_unit_test(a_table_ends_where_it_is_damaged),
        cmocka_unit_test(no_more_is_read_than_there_is_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
