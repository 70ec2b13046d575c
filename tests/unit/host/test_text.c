/* Strings in buffers of fixed size, and names of columns. */
#include "helpers/unit.h"

#include <string.h>

#include "capture/writer/column_name.h"
#include "host/text.h"

static struct sql_workspace workspace;

static void text_is_put_together(void **state) {
    char buffer[64];
    (void)state;
    struct text text = text_start(buffer, sizeof buffer);
    assert_string_equal(buffer, "");
    text_add_string(&text, "process ");
    text_add_number(&text, 0);
    text_add(&text, " of much", 4);
    text_add_number(&text, UINT64_MAX);
    assert_string_equal(buffer, "process 0 of 18446744073709551615");
    assert_int_equal(text.length, strlen(buffer));
    assert_false(text.cut);
}

static void what_does_not_fit_is_cut_and_said_so(void **state) {
    char buffer[8 + 1] = "xxxxxxxx";
    (void)state;
    struct text text = text_start(buffer, 8);
    text_add_string(&text, "1234567");
    assert_false(text.cut);
    text_add_string(&text, "8");
    assert_true(text.cut);
    assert_string_equal(buffer, "1234567");
    text = text_start(buffer, 4);
    text_add_number(&text, 1234567);
    assert_string_equal(buffer, "123");
    assert_true(text.cut);
    text = text_start(buffer, 1);
    text_add_string(&text, "a");
    assert_string_equal(buffer, "");
    assert_true(text.cut);
}

static void assert_column(const char *name, const char *expected) {
    char written[WRITTEN_NAME_BYTES + 1];
    const size_t length = column_name_without_values(&workspace, name, written);
    assert_in_range(length, 0, WRITTEN_NAME_BYTES);
    written[length] = '\0';
    assert_string_equal(written, expected);
}

static void names_stay_as_they_are(void **state) {
    (void)state;
    assert_column("id", "id");
    assert_column("Author Name", "Author Name");
    assert_column("line2_of_address", "line2_of_address");
    assert_column("count(*)", "count(*)");
    assert_column("größe", "größe");
    assert_column("", "");
}

static void values_in_expressions_are_not_written(void **state) {
    (void)state;
    assert_column("id + 4711", "id + ?");
    assert_column("'secret'", "?");
    assert_column("name || ' of ' || 12", "name || ? || ?");
    assert_column("4711", "?");
    assert_column("a /* secret */", "a");
    assert_column("a -- secret", "a");
    assert_column("\"secret\"", "?");
    assert_column("a = \"secret\"", "a = ?");
}

static void a_long_expression_is_cut(void **state) {
    char name[400] = "";
    char written[WRITTEN_NAME_BYTES];
    (void)state;
    while (strlen(name) + 20 < sizeof name)
        strcat(name, "price * amount + ");
    const size_t length = column_name_without_values(&workspace, name, written);
    assert_in_range(length, WRITTEN_NAME_BYTES - 20, WRITTEN_NAME_BYTES);
    assert_memory_equal(written, name, length);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_put_together),     cmocka_unit_test(what_does_not_fit_is_cut_and_said_so),
        cmocka_unit_test(names_stay_as_they_are),   cmocka_unit_test(values_in_expressions_are_not_written),
        cmocka_unit_test(a_long_expression_is_cut),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
