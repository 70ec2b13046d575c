#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>

#include "helpers/report_fixture.h"
#include "report/formats.h"

/* The report as a parsed document; the caller gives it back. */
static json_t *write_and_parse(const struct report *report) {
    char *text = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    assert_non_null(file);
    write_json_report(report, &(struct report_style){0}, file);
    fclose(file);
    json_error_t error;
    json_t *document = json_loads(text, 0, &error);
    if (!document)
        fail_msg("line %d: %s", error.line, error.text);
    free(text);
    return document;
}

/* The object has exactly these keys, in this order. */
static void assert_keys(const json_t *object, const char *expected) {
    char keys[512] = "";
    const char *key;
    json_t *value;
    assert_true(json_is_object(object));
    json_object_foreach((json_t *)object, key, value) {
        strcat(keys, *keys ? " " : "");
        strcat(keys, key);
    }
    assert_string_equal(keys, expected);
}

static const char *text_of(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_string(value));
    return json_string_value(value);
}

static json_int_t number_of(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

static void test_every_key_is_there(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_FINDING);
    json_t *document = write_and_parse(report);
    assert_keys(document, "schema processes totals libraries loops findings dismissed sites notes");
    assert_string_equal(text_of(document, "schema"), "loopline.report/2");
    assert_keys(json_array_get(json_object_get(document, "processes"), 0),
                "pid exe argv start seconds sealed loopline_memory_bytes");
    assert_keys(json_object_get(document, "totals"),
                "statements fingerprints threads dropped database_seconds");
    assert_keys(json_array_get(json_object_get(document, "libraries"), 0), "name path kind version");
    assert_keys(json_array_get(json_object_get(document, "dismissed"), 0), "reason statements sites");
    assert_keys(json_array_get(json_object_get(document, "sites"), 0),
                "statement fingerprint class calls rows database_seconds site verdict");
    const json_t *finding = json_array_get(json_object_get(document, "findings"), 0);
    assert_keys(finding,
                "id loop_id kind confidence statement fingerprint driver loop call_site calls episodes n "
                "distinct_parameters database_seconds saving_seconds parent nested_in fix stack");
    assert_keys(json_object_get(finding, "loop"),
                "file line header_line function language module offset through body");
    const json_t *finding_loop = json_array_get(json_object_get(document, "loops"), 0);
    assert_keys(finding_loop,
                "id where through body entry nested_in findings statements processes database_seconds "
                "transaction_seconds saving_seconds");
    assert_keys(json_object_get(finding_loop, "where"),
                "file line header_line function language module offset");
    assert_string_equal(text_of(finding, "loop_id"), text_of(finding_loop, "id"));
    assert_keys(json_object_get(finding, "call_site"), "file line function language module offset");
    assert_keys(json_object_get(finding, "n"), "median max");
    assert_keys(json_object_get(finding, "parent"), "statement fingerprint calls rows site links");
    assert_keys(json_object_get(finding, "fix"), "summary sql");
    assert_keys(json_array_get(json_object_get(finding, "stack"), 0),
                "file line function language module offset in_loop application");
    json_decref(document);
    report_free(report);
}

static void test_values_of_a_finding(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_FINDING);
    json_t *document = write_and_parse(report);
    const json_t *totals = json_object_get(document, "totals");
    assert_int_equal(number_of(totals, "statements"), 101);
    assert_int_equal(number_of(totals, "fingerprints"), 2);
    const json_t *process = json_array_get(json_object_get(document, "processes"), 0);
    assert_int_equal(number_of(process, "pid"), 4242);
    assert_string_equal(text_of(process, "start"), "2023-11-14T22:13:20.123Z");
    assert_true(json_is_true(json_object_get(process, "sealed")));
    assert_string_equal(json_string_value(json_array_get(json_object_get(process, "argv"), 1)), "--verbose");

    const json_t *finding = json_array_get(json_object_get(document, "findings"), 0);
    assert_string_equal(text_of(finding, "kind"), "n+1");
    assert_string_equal(text_of(finding, "confidence"), "likely");
    assert_string_equal(text_of(finding, "driver"), "postgresql");
    assert_int_equal(strlen(text_of(finding, "id")), 16);
    assert_int_equal(strlen(text_of(finding, "fingerprint")), 16);
    const json_t *loop = json_object_get(finding, "loop");
    assert_string_equal(text_of(loop, "file"), "/src/view.c");
    assert_int_equal(number_of(loop, "line"), 21);
    assert_int_equal(number_of(loop, "header_line"), 20);
    assert_string_equal(text_of(loop, "language"), "c");
    const json_t *parent = json_object_get(finding, "parent");
    assert_int_equal(number_of(parent, "rows"), 100);
    assert_string_equal(text_of(json_object_get(parent, "site"), "function"), "runner");
    assert_int_equal(number_of(json_object_get(parent, "site"), "line"), 5);
    assert_int_equal(json_array_size(json_object_get(parent, "links")), 0);
    const json_t *stack = json_object_get(finding, "stack");
    assert_int_equal(json_array_size(stack), 4);
    assert_string_equal(text_of(json_array_get(stack, 0), "function"), "helper"); /* innermost first */
    assert_true(json_is_true(json_object_get(json_array_get(stack, 1), "in_loop")));
    json_decref(document);
    report_free(report);
}

/* No clock, no parent, no symbols, an unknown version: null, and nothing made up. */
static void test_what_is_unknown_is_null(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_NOTHING_KNOWN);
    json_t *document = write_and_parse(report);
    assert_true(json_is_null(json_object_get(json_object_get(document, "totals"), "database_seconds")));
    assert_true(
        json_is_null(json_object_get(json_array_get(json_object_get(document, "libraries"), 0), "version")));
    const json_t *finding = json_array_get(json_object_get(document, "findings"), 0);
    assert_true(json_is_null(json_object_get(finding, "saving_seconds")));
    assert_true(json_is_null(json_object_get(finding, "parent")));
    assert_true(json_is_null(json_object_get(finding, "nested_in")));
    assert_true(json_is_null(json_object_get(finding, "statement")));
    const json_t *loop = json_object_get(finding, "loop");
    assert_true(json_is_null(json_object_get(loop, "file")));
    assert_true(json_is_null(json_object_get(loop, "line")));
    assert_true(json_is_null(json_object_get(loop, "language")));
    json_decref(document);
    report_free(report);
}

static void test_no_control_character_passes(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_HOSTILE_TEXTS);
    json_t *document = write_and_parse(report);
    const json_t *site = json_array_get(json_object_get(document, "sites"), 0);
    assert_string_equal(text_of(site, "statement"), "select \\x1b[31m\\xff");
    json_decref(document);
    report_free(report);
}

static void test_empty_run(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_NO_STATEMENTS);
    json_t *document = write_and_parse(report);
    assert_int_equal(json_array_size(json_object_get(document, "findings")), 0);
    assert_int_equal(number_of(json_object_get(document, "totals"), "statements"), 0);
    json_decref(document);
    report_free(report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_is_there),
        cmocka_unit_test(test_values_of_a_finding),
        cmocka_unit_test(test_what_is_unknown_is_null),
        cmocka_unit_test(test_no_control_character_passes),
        cmocka_unit_test(test_empty_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
