#include "report/report.h"

#include <string.h>

#include "capture/reader/directory.h"
#include "report/formats.h"

const struct report_format report_formats[] = {
    {"text", "txt", write_text_report},
    {"json", "json", write_json_report},
    {NULL, NULL, NULL},
};

const struct report_format *report_format_find(const char *name, size_t name_bytes) {
    for (const struct report_format *format = report_formats; format->name; format++) {
        if (strlen(format->name) == name_bytes && memcmp(format->name, name, name_bytes) == 0)
            return format;
    }
    return NULL;
}

static void add_problem(struct report *report, const char *message) {
    report->problems = pool_grow(&report->pool, report->problems, report->problem_count,
                                 &report->problem_capacity, sizeof(*report->problems));
    report->problems[report->problem_count++] = message;
}

static void find_paths(struct report *report, const char *const *paths, size_t path_count,
                       struct capture_paths *found) {
    for (size_t i = 0; i < path_count; i++) {
        const char *problem = capture_paths_add(&report->pool, found, paths[i]);
        if (problem)
            add_problem(report, problem);
    }
}

static size_t read_captures(struct report *report, const struct capture_paths *found,
                            struct capture **captures) {
    char message[CAPTURE_MESSAGE_BYTES];
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++) {
        if (capture_open(found->paths[i], &captures[count], message, sizeof(message)) == CAPTURE_READ)
            count++;
        else
            add_problem(report, pool_copy_text(&report->pool, message, strlen(message)));
    }
    return count;
}

struct report *report_new(const char *const *paths, size_t path_count, const struct report_options *options) {
    struct pool pool = {0};
    struct report *report = pool_allocate(&pool, 1, sizeof(*report));
    report->pool = pool;
    struct capture_paths found = {0};
    find_paths(report, paths, path_count, &found);
    struct capture **captures = pool_allocate(&report->pool, found.count, sizeof(struct capture *));
    const size_t count = read_captures(report, &found, captures);
    if (!count)
        return report;
    const struct application_rule rule = {.prefixes = options->application_prefixes};
    report->merged = merged_capture_make(captures, count, &rule);
    if (!report->merged) {
        add_problem(report, "out of memory while symbols were opened");
        return report;
    }
    report->findings =
        findings_judge(report->merged, options->threshold ? options->threshold : FINDINGS_DEFAULT_THRESHOLD);
    return report;
}

void report_free(struct report *report) {
    if (!report)
        return;
    findings_free(report->findings);
    merged_capture_free(report->merged);
    struct pool pool = report->pool; /* the report itself lives in it */
    pool_free(&pool);
}
