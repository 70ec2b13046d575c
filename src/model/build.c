#include "build.h"

#include <string.h>

#include "builder.h"
#include "inputs.h"

const char *report_no_statements_text(void) {
    return "No statement was seen: Loopline saw no call of libpq or SQLite. The program may use another "
           "client library, have SQLite linked into itself, or not have reached its database in this run. "
           "To find out which, run `loopline doctor COMMAND`.";
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

static void fill_in(struct report *report, const struct merged_capture *merged, const struct inputs *inputs,
                    const struct report_options *options) {
    struct findings *judged =
        findings_judge(merged, options->threshold ? options->threshold : REPORT_DEFAULT_THRESHOLD);
    struct report_builder builder = {
        .report = report,
        .merged = merged,
        .judged = judged,
        .options = options,
        .known_lines = &inputs->lines,
        .sources.access = source_access_of(&report->pool, merged->captures, merged->capture_count, options)};
    add_totals(report, merged);
    model_add_processes(&builder);
    model_add_service(&builder);
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
    struct report_progress unasked = {0};
    struct report_progress *progress = options->progress ? options->progress : &unasked;
    struct inputs inputs = {.report = report, .merge_into = options->merge_into, .progress = progress};
    inputs_read(&inputs, paths, path_count);
    if (inputs.count) {
        progress->total = 0;
        progress->stage = "looking up lines and loops";
        const struct application_rule rule = {.prefixes = options->application_prefixes};
        struct merged_capture *merged =
            merged_capture_make(inputs.captures, inputs.count, &rule, inputs.symbols);
        progress->stage = "judging loops";
        fill_in(report, merged, &inputs, options);
        if (options->merge_into)
            bundle_write_symbols(options->merge_into, merged->symbols);
        merged_capture_free(merged);
    }
    inputs_free(&inputs);
    return report;
}

void report_free(struct report *report) {
    if (!report)
        return;
    struct pool pool = report->pool; /* the report itself lives in it */
    pool_free(&pool);
}
