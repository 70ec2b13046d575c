/* The finished report: what it holds is there before any format, and source is read once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/source_file.h"
#include "helpers/report_fixture.h"
#include "report/formats.h"

static char *render(const struct report *report, const char *name) {
    char *text = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    assert_non_null(file);
    report_format_find(name, strlen(name))->write(report, &(struct report_style){0}, file);
    fclose(file);
    return text;
}

static void test_a_finding_is_complete(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_FINDING);
    assert_int_equal(report->loop_count, 1);
    const struct report_loop *loop = report->loops[0];
    assert_int_equal(loop->finding_count, 1);
    assert_int_equal(loop->statements, 100);
    const struct report_finding *finding = loop->findings[0];
    assert_ptr_equal(finding->loop, loop);
    assert_string_equal(loop->where->place, "/src/view.c:21");
    assert_string_equal(finding->advice_sql, "select id, name from authors where id = any($1)");
    assert_string_equal(finding->folded.lines[0].frame->function, "helper");
    assert_true(finding->folded.lines[1].is_loop);
    assert_true(finding->folded.lines[1].is_reported);
    report_free(report);
}

/* Frames are the same object wherever they stand. */
static void test_frames_are_shared(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_FINDING);
    const struct report_stack *child = report->sites[0]->stack;
    const struct report_stack *parent = report->sites[1]->stack;
    assert_ptr_equal(child->frames[child->count - 1], parent->frames[parent->count - 1]);
    assert_ptr_equal(report->sites[0]->finding, report->findings[0]);
    assert_null(report->sites[1]->finding);
    report_free(report);
}

/* The captures, the symbols and the sources are not needed any more: formats say the same each time. */
static void test_every_format_can_be_written_twice(void **state) {
    (void)state;
    struct report *report = fixture_report(FIXTURE_FINDING);
    for (const struct report_format *format = report_formats; format->name; format++) {
        char *first = render(report, format->name);
        char *second = render(report, format->name);
        assert_string_equal(first, second);
        assert_true(strlen(first) > 0);
        free(first);
        free(second);
    }
    report_free(report);
}

static void test_a_source_file_is_read_once(void **state) {
    (void)state;
    char path[] = "/tmp/loopline-source-XXXXXX.c";
    FILE *file = fdopen(mkstemps(path, 2), "w");
    fputs("one\ntwo\r\nthree", file);
    fclose(file);
    struct source_files files = {0};
    const struct source_file *source = source_files_get(&files, path);
    unlink(path);
    assert_int_equal(source->line_count, 3);
    assert_string_equal(source_files_line(&files, path, 2, 0), "two");
    assert_string_equal(source_files_line(&files, path, 3, 0), "three");
    assert_null(source_files_line(&files, path, 4, 0));
    assert_null(source_files_line(&files, path, 0, 0));
    assert_ptr_equal(source_files_get(&files, path), source);
    assert_int_equal(files.count, 1);
    pool_free(&files.pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_finding_is_complete),
        cmocka_unit_test(test_frames_are_shared),
        cmocka_unit_test(test_every_format_can_be_written_twice),
        cmocka_unit_test(test_a_source_file_is_read_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
