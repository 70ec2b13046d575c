#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

#include "helpers/report_fixture.h"
#include "model/sources.h"
#include "report/deliver.h"
#include "report/escape/text.h"
#include "report/formats.h"
#include "report/numbers.h"
#include "report/text_layout.h"

static char *text_of(const struct report *report) {
    char *text = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    assert_non_null(file);
    write_text_report(report, &(struct report_style){0}, file);
    fclose(file);
    return text;
}

/* Each of these stands in the text, in this order. */
static void assert_in_order(const char *text, const char *const *parts) {
    const char *from = text;
    for (; *parts; parts++) {
        const char *found = strstr(from, *parts);
        if (!found)
            fail_msg("'%s' is missing, or out of order, in:\n%s", *parts, text);
        from = found + strlen(*parts);
    }
}

static void assert_lines_fit(const char *text) {
    for (const char *line = text; *line;) {
        const size_t length = strcspn(line, "\n");
        if (length > REPORT_DEFAULT_COLUMNS)
            fail_msg("too long: %.*s", (int)length, line);
        line += length;
        line += *line == '\n';
    }
}

static void test_finding(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_FINDING);
    char *text = text_of(report);
    assert_in_order(text,
                    (const char *const[]){
                        "Loopline: shop --verbose (process 4242, 2.00 s)\n",
                        "101 statements, 2 distinct, 1 process, 1 thread, 12.0 ms in the database\n",
                        "1 loop runs 100 of these statements (99 %); up to 9.90 ms can be saved\n",
                        "   1   9.90 ms         100  view.c:21 in view",
                        "1. /src/view.c:21 in view\n",
                        "cost        100 statements, 10.0 ms in the database; up to 9.90 ms can be saved\n",
                        "n+1         select name from authors where id = ?\n",
                        "run at      /src/helper.c:9 in helper\n",
                        "looped over select id, author_id from books\n",
                        "100 rows, 1 execution, at /src/view.c:19 in view\n",
                        "n           100 for one execution of that statement\n",
                        "fix         ",
                        "select id, name from authors where id = any($1)\n",
                        "stack         helper  helper.c:9\n",
                        "> view  view.c:21  (the loop)\n",
                        "  main  main.c:10\n",
                        "Not reported, and why\n",
                        "below threshold: 1 statement from 1 call site\n",
                        "Call sites\n",
                        "helper.c:9                select name from authors where id = ?\n",
                        "Libraries\n  libpq 15.18  /usr/lib/libpq.so.5\n",
                        NULL,
                    });
    assert_null(strstr(text, "Notes"));
    assert_lines_fit(text);
    free(text);
    report_free(report);
}

static void test_notes(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_NOTHING_KNOWN);
    char *text = text_of(report);
    assert_in_order(text, (const char *const[]){
                              "1. /opt/shop/bin/stripped+0x4010 in loop",
                              "cost        50 statements; their time is unknown\n",
                              "(prepared before recording began; text unknown)",
                              "Notes\n",
                              "still running, or killed",
                              "reached its limit of 64 MiB",
                              "durations are unknown",
                              "3 statements ran without being counted",
                              "/opt/shop/bin/stripped has no debug information",
                              NULL,
                          });
    assert_lines_fit(text);
    free(text);
    report_free(report);
}

static void test_failures_are_told_where_there_are_any(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_FAILURES);
    char *text = text_of(report);
    assert_in_order(text, (const char *const[]){
                              "Call sites\n",
                              "helper.c:9                select 1\n",
                              "helper.c:9                insert into orders(id) values (?)\n",
                              "                          1,234 failed\n",
                              NULL,
                          });
    assert_null(strstr(text, "0 failed"));
    assert_lines_fit(text);
    free(text);
    report_free(report);
}

static void test_no_control_character_passes(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_HOSTILE_TEXTS);
    char *text = text_of(report);
    assert_non_null(strstr(text, "select \\x1b[31m\\xff"));
    for (const char *byte = text; *byte; byte++)
        assert_true(*byte == '\n' || (*byte >= 0x20 && *byte != 0x7f));
    free(text);
    report_free(report);
}

static void test_no_statements_says_why(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_NO_STATEMENTS);
    char *text = text_of(report);
    assert_non_null(strstr(text, "No statement was seen"));
    assert_non_null(strstr(text, "loopline doctor"));
    free(text);
    report_free(report);
}

/* ---- parts ----------------------------------------------------------------------------------------------
 */

static void assert_escaped(const char *text, const char *expected) {
    struct pool pool = {0};
    assert_string_equal(escape_text(&pool, text), expected);
    pool_free(&pool);
}

static void test_escape(void **state) {
    (void)state;
    assert_escaped("plain \\ text", "plain \\ text");
    assert_escaped("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\x98", "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\x98");
    assert_escaped("\n\t\x7f", "\\x0a\\x09\\x7f");
    assert_escaped("\xc2\x9b", "\\u{009b}");           /* CSI, in one character */
    assert_escaped("\xe2\x80\xae", "\\u{202e}");       /* right-to-left override */
    assert_escaped("\xc0\xaf", "\\xc0\\xaf");          /* overlong */
    assert_escaped("\xed\xa0\x80", "\\xed\\xa0\\x80"); /* surrogate */
    assert_escaped("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
    assert_escaped("\xe2\x82", "\\xe2\\x82"); /* cut off */
    struct pool pool = {0};
    assert_null(escape_text(&pool, NULL));
}

static void test_numbers(void **state) {
    (void)state;
    struct pool pool = {0};
    struct text_output output = {0};
    assert_string_equal(number_count(&pool, 999), "999");
    assert_string_equal(number_count(&pool, 1000), "1,000");
    assert_string_equal(number_count(&pool, UINT64_MAX), "18,446,744,073,709,551,615");
    assert_string_equal(number_counted(&pool, 1, "row"), "1 row");
    assert_string_equal(number_seconds(&pool, 12.345), "12.35 s");
    assert_string_equal(number_seconds(&pool, 0.0123), "12.3 ms");
    assert_string_equal(number_seconds(&pool, 0.00123), "1.23 ms");
    assert_string_equal(number_seconds(&pool, 4.5e-6), "4.5 us");
    assert_string_equal(number_seconds(&pool, NAN), "unknown");
    assert_string_equal(text_cut(&output, "abcdefgh", 6), "abc...");
    assert_string_equal(text_cut_middle(&output, "abcdefgh", 6), "a...gh");
    assert_string_equal(number_percent(&pool, 1, 1000), "<1");
    assert_string_equal(number_percent(&pool, 99, 0), "0");
    pool_free(&pool);
    pool_free(&output.pool);
}

static void test_source_text(void **state) {
    (void)state;
    char path[] = "/tmp/loopline-source-XXXXXX.c";
    FILE *file = fdopen(mkstemps(path, 2), "w");
    fputs("one\n    two\n\tthree\n      four \x1b[0m\n    five\nsix\n", file);
    fclose(file);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    const uint64_t changed = (uint64_t)status.st_mtim.tv_sec * 1000000000u + (uint64_t)status.st_mtim.tv_nsec;

    struct pool pool = {0};
    struct source_files files = {0};
    struct source_origin origin = {.files = &files, .path = path, .newest_mtime_ns = changed};
    const struct report_source text = source_around(&pool, &origin, 4, 2);
    assert_int_equal(text.count, 4);
    assert_int_equal(text.lines[0].number, 2);
    assert_string_equal(text.lines[0].text, "two"); /* what all lines are indented by is taken away */
    assert_string_equal(text.lines[1].text, "three");
    assert_string_equal(text.lines[2].text, "  four \\x1b[0m");
    assert_true(text.lines[2].is_marked);
    unlink(path); /* read once: it is not needed again */
    origin.newest_mtime_ns = 0;
    assert_int_equal(source_around(&pool, &origin, 4, 0).lines[0].number, 2);
    assert_int_equal(source_around(&pool, &origin, 7, 0).count, 0); /* ends before */
    origin.newest_mtime_ns = changed - 1;
    assert_int_equal(source_around(&pool, &origin, 4, 2).count, 0); /* changed since */
    origin.newest_mtime_ns = 0;
    origin.path = "/nonexistent";
    assert_int_equal(source_around(&pool, &origin, 4, 0).count, 0);
    origin.path = path + 1;
    assert_int_equal(source_around(&pool, &origin, 4, 0).count, 0); /* relative: to what? */
    pool_free(&files.pool);
    pool_free(&pool);
}

/* ---- captures of which some cannot be read --------------------------------------------------------------
 */

static void test_readable_captures_are_reported_and_the_others_named(void **state) {
    (void)state;
    char path[] = "/tmp/loopline-report-XXXXXX";
    close(mkstemp(path));
    struct capture_builder builder;
    fixture_build(&builder, FIXTURE_FINDING);
    builder_write(&builder, path);
    builder_free(&builder);
    struct report *report = fixture_report_of_paths((const char *const[]){"/nonexistent.capture", path}, 2);
    unlink(path);
    assert_true(report->is_readable);
    assert_int_equal(report->problem_count, 1);
    char *text = text_of(report);
    assert_in_order(text, (const char *const[]){"1 loop runs", "Notes",
                                                "not in this report: /nonexistent.capture", NULL});
    free(text);
    report_free(report);

    report = fixture_report_of_paths((const char *const[]){"/nonexistent.capture"}, 1);
    assert_false(report->is_readable);
    assert_int_equal(report->problem_count, 1);
    report_free(report);
}

/* ---- files ----------------------------------------------------------------------------------------------
 */

static void test_files_are_new_and_private(void **state) {
    (void)state;
    char directory[] = "/tmp/loopline-files-XXXXXX";
    assert_non_null(mkdtemp(directory));
    char prefix[256];
    char taken[256];
    char first[4096];
    snprintf(prefix, sizeof(prefix), "%s/shop", directory);
    snprintf(taken, sizeof(taken), "%s/shop.txt", directory);
    assert_int_equal(symlink("/nonexistent/elsewhere", taken), 0);
    struct report *report = fixture_report(FIXTURE_FINDING);
    assert_true(report_write_files(report, prefix, "text,json", true, first, sizeof(first)));
    char expected[256];
    snprintf(expected, sizeof(expected), "%s/shop-1.txt", directory);
    assert_string_equal(first, expected);
    struct stat status;
    assert_int_equal(stat(expected, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    unlink(expected);
    snprintf(expected, sizeof(expected), "%s/shop.json", directory);
    assert_int_equal(unlink(expected), 0);
    assert_false(report_write_files(report, prefix, "no-such-format", true, first, sizeof(first)));
    assert_string_equal(first, "");
    report_free(report);
    unlink(taken);
    assert_int_equal(rmdir(directory), 0);
}

static void test_thresholds(void **state) {
    (void)state;
    uint64_t threshold = 0;
    assert_true(report_parse_threshold("2", &threshold));
    assert_int_equal(threshold, 2);
    assert_false(report_parse_threshold("1", &threshold));
    assert_false(report_parse_threshold("", &threshold));
    assert_false(report_parse_threshold("-5", &threshold));
    assert_false(report_parse_threshold("5x", &threshold));
    assert_false(report_parse_threshold("99999999999999999999", &threshold));
    assert_int_equal(threshold, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finding),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_failures_are_told_where_there_are_any),
        cmocka_unit_test(test_no_control_character_passes),
        cmocka_unit_test(test_no_statements_says_why),
        cmocka_unit_test(test_escape),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_source_text),
        cmocka_unit_test(test_readable_captures_are_reported_and_the_others_named),
        cmocka_unit_test(test_files_are_new_and_private),
        cmocka_unit_test(test_thresholds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
