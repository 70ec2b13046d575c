#include "build.h"

#include <string.h>

#include "builder.h"
#include "capture/reader/directory.h"
#include "report/escape/text.h"

const char *report_no_statements_text(void) {
    return "No statement was seen: Loopline saw no call of libpq or SQLite. The program may use another "
           "client library, have SQLite linked into itself, or not have reached its database in this run. "
           "To find out which, run `loopline doctor COMMAND`.";
}

static void add_problem(struct report *report, const char *message) {
    report->problems = pool_grow(&report->pool, report->problems, report->problem_count,
                                 &report->problem_capacity, sizeof(*report->problems));
    report->problems[report->problem_count++] = escape_text(&report->pool, message);
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
            add_problem(report, message);
    }
    return count;
}

static void add_totals(struct report *report, const struct merged_capture *merged) {
    report->statements = merged->calls;
    report->dropped = merged->dropped;
    report->fingerprints = merged->statement_count;
    report->threads = merged->threads;
    report->seconds = merged->seconds;
}

/* What a user maps to is what the user wants to see. */
static struct source_access source_access_of(struct pool *pool, struct capture *const *captures, size_t count,
                                             const struct report_options *options) {
    struct source_access access = {0};
    for (size_t i = 0; i < count; i++)
        source_access_add_owner(&access, pool, captures[i]->owner);
    for (size_t i = 0; i < options->source_root_count; i++)
        source_access_add_root(&access, pool, options->source_roots[i]);
    for (size_t i = 0; i < options->path_map_count; i++)
        source_access_add_root(&access, pool, strchr(options->path_maps[i], '=') + 1);
    return access;
}

static void fill_in(struct report *report, const struct merged_capture *merged,
                    const struct report_options *options, struct source_access access) {
    struct findings *judged =
        findings_judge(merged, options->threshold ? options->threshold : REPORT_DEFAULT_THRESHOLD);
    struct report_builder builder = {
        .report = report, .merged = merged, .judged = judged, .options = options, .sources.access = access};
    add_totals(report, merged);
    model_add_processes(&builder);
    model_add_findings(&builder);
    model_add_loops(&builder);
    model_add_sites(&builder);
    model_add_notes(&builder);
    report->is_readable = true;
    pool_free(&builder.sources.pool);
    pool_free(&builder.scratch);
    findings_free(judged);
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
    const struct source_access access = source_access_of(&report->pool, captures, count, options);
    const struct application_rule rule = {.prefixes = options->application_prefixes};
    struct merged_capture *merged = merged_capture_make(captures, count, &rule);
    if (!merged) {
        add_problem(report, "out of memory while opening symbols");
        return report;
    }
    fill_in(report, merged, options, access);
    merged_capture_free(merged);
    return report;
}

void report_free(struct report *report) {
    if (!report)
        return;
    struct pool pool = report->pool; /* the report itself lives in it */
    pool_free(&pool);
}
