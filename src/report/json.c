#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "advice/advice.h"
#include "analyze/judge/library_loops.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/formats.h"

/*
 * The format loopline.report/1. Every key is always there, null where nothing is known.
 *
 * jansson answers NULL when memory is short, and takes NULL for a value as a failure, so one check at the
 * end is enough.
 */

/* ---- values ---------------------------------------------------------------------------------------------
 */

static json_t *text_value(struct pool *pool, const char *text) {
    return text ? json_string(escape_text(pool, text)) : json_null();
}

static json_t *count_value(uint64_t count) {
    return json_integer(count > INT64_MAX ? INT64_MAX : (json_int_t)count);
}

static json_t *seconds_value(double seconds) {
    return isfinite(seconds) ? json_real(seconds) : json_null();
}

static json_t *line_value(int line) {
    return line > 0 ? json_integer(line) : json_null();
}

static json_t *hex_value(uint64_t number) {
    char digits[17];
    snprintf(digits, sizeof(digits), "%016" PRIx64, number);
    return json_string(digits);
}

/* As ISO 8601 in UTC, to the millisecond. */
static json_t *time_value(uint64_t realtime_ns) {
    char text[64];
    char seconds_text[40];
    struct tm utc;
    const time_t seconds = (time_t)(realtime_ns / 1000000000u);
    if (!realtime_ns || !gmtime_r(&seconds, &utc) ||
        !strftime(seconds_text, sizeof(seconds_text), "%Y-%m-%dT%H:%M:%S", &utc))
        return json_null();
    snprintf(text, sizeof(text), "%s.%03uZ", seconds_text, (unsigned)(realtime_ns / 1000000u % 1000u));
    return json_string(text);
}

/* ---- frames ---------------------------------------------------------------------------------------------
 */

static json_t *place_value(struct pool *pool, const struct source_frame *frame) {
    if (!frame)
        return json_null();
    return json_pack("{so so so so}", "file", text_value(pool, frame->file), "line", line_value(frame->line),
                     "function", text_value(pool, frame->function), "language",
                     text_value(pool, source_frame_language(frame)));
}

/* Of a loop in a library, the program's lines on both sides too. */
static json_t *loop_value(struct pool *pool, const struct finding *finding) {
    const struct source_frame *frame = finding->loop.frame;
    const struct loop_neighbours around = library_loop_neighbours(finding->site->stack, frame);
    return json_pack("{so so so so so so so}", "file", text_value(pool, frame->file), "line",
                     line_value(frame->line), "header_line", line_value(finding->loop.header_line),
                     "function", text_value(pool, frame->function), "language",
                     text_value(pool, source_frame_language(frame)), "called_from",
                     place_value(pool, around.called_from), "calls", place_value(pool, around.calls));
}

static json_t *frame_value(struct pool *pool, const struct source_frame *frame) {
    return json_pack("{so so so so so sb sb}", "file", text_value(pool, frame->file), "line",
                     line_value(frame->line), "function", text_value(pool, frame->function), "language",
                     text_value(pool, source_frame_language(frame)), "module",
                     text_value(pool, frame->module ? frame->module->key.path : NULL), "in_loop",
                     frame->in_loop, "application", frame->application);
}

static json_t *stack_value(struct pool *pool, const struct source_stack *stack) {
    json_t *frames = json_array();
    for (size_t i = 0; i < stack->frame_count; i++)
        json_array_append_new(frames, frame_value(pool, &stack->frames[i]));
    return frames;
}

/* ---- findings -------------------------------------------------------------------------------------------
 */

static json_t *statement_value(struct pool *pool, const struct merged_statement *statement) {
    const char *text = statement_text(pool, statement);
    return text ? json_string(text) : json_null();
}

/* The proof: which columns of the parent's rows the parameters came from. */
static json_t *value_matches_value(struct pool *pool, const struct finding *finding) {
    json_t *value_matches = json_array();
    for (size_t i = 0; i < finding->value_match_count; i++) {
        const struct provenance_value_match *value_match = &finding->value_matches[i];
        const char *column = value_match->column[0] ? value_match->column : NULL;
        json_array_append_new(
            value_matches, json_pack("{so so so so}", "parameter", count_value(value_match->parameter),
                                     "column", text_value(pool, column), "matched",
                                     count_value(value_match->matched), "of", count_value(value_match->of)));
    }
    return value_matches;
}

static json_t *parent_value(struct pool *pool, const struct finding *finding) {
    if (!finding->parent)
        return json_null();
    const struct merged_site *parent = finding->parent->parent;
    return json_pack("{so so so so so so}", "statement", statement_value(pool, parent->statement),
                     "fingerprint", hex_value(parent->statement->fingerprint), "calls",
                     count_value(parent->calls), "rows", count_value(parent->rows), "site",
                     place_value(pool, source_stack_call_site(parent->stack)), "links",
                     value_matches_value(pool, finding));
}

static json_t *fix_value(struct pool *pool, const struct finding *finding) {
    const struct advice advice = advise(pool, finding);
    return json_pack("{so so}", "summary", text_value(pool, advice.summary), "sql",
                     text_value(pool, advice.sql));
}

static json_t *finding_value(struct pool *pool, const struct finding *finding) {
    const struct merged_site *site = finding->site;
    return json_pack(
        "{ss ss ss so so ss so so so so s{so so} so so so so so so so}", "id", finding->id, "kind",
        finding_kind_name(finding->kind), "confidence", finding_confidence_name(finding->confidence),
        "statement", statement_value(pool, site->statement), "fingerprint",
        hex_value(site->statement->fingerprint), "driver", driver_name(site->statement->driver), "loop",
        loop_value(pool, finding), "call_site", place_value(pool, finding->call_site), "calls",
        count_value(site->calls), "episodes", count_value(finding->episodes->count), "n", "median",
        count_value(episodes_median(finding->episodes)), "max", count_value(finding->episodes->maximum),
        "distinct_parameters", count_value(site->distinct_parameters), "database_seconds",
        seconds_value(site->seconds), "saving_seconds", seconds_value(finding->saving_seconds), "parent",
        parent_value(pool, finding), "nested_in",
        text_value(pool, finding->nested_in ? finding->nested_in->id : NULL), "fix", fix_value(pool, finding),
        "stack", stack_value(pool, site->stack));
}

/* ---- the rest -------------------------------------------------------------------------------------------
 */

static json_t *process_value(struct pool *pool, const struct capture *capture) {
    json_t *arguments = json_array();
    for (size_t i = 0; i < capture->argument_count; i++)
        json_array_append_new(arguments, text_value(pool, capture->arguments[i]));
    return json_pack("{so so so so so sb}", "pid", count_value(capture->pid), "exe",
                     text_value(pool, capture->executable), "argv", arguments, "start",
                     time_value(capture->first.realtime_ns), "seconds",
                     seconds_value(capture_seconds(capture)), "sealed", capture->sealed);
}

static json_t *processes_value(struct pool *pool, const struct merged_capture *merged) {
    json_t *processes = json_array();
    for (size_t i = 0; i < merged->capture_count; i++)
        json_array_append_new(processes, process_value(pool, merged->captures[i]));
    return processes;
}

static json_t *totals_value(const struct merged_capture *merged) {
    return json_pack("{so so so so so}", "statements", count_value(merged->calls), "fingerprints",
                     count_value(merged->statement_count), "threads", count_value(merged->threads), "dropped",
                     count_value(merged->dropped), "database_seconds", seconds_value(merged->seconds));
}

static json_t *libraries_value(struct pool *pool, const struct merged_capture *merged) {
    json_t *libraries = json_array();
    for (size_t i = 0; i < merged->library_count; i++) {
        const struct merged_library *library = &merged->libraries[i];
        json_array_append_new(
            libraries,
            json_pack("{so so ss so}", "name", text_value(pool, path_basename(library->path)), "path",
                      text_value(pool, library->path), "kind", driver_name(library->driver), "version",
                      text_value(pool, library->version[0] ? library->version : NULL)));
    }
    return libraries;
}

static json_t *findings_value(struct pool *pool, const struct findings *findings) {
    json_t *values = json_array();
    for (size_t i = 0; i < findings->count; i++)
        json_array_append_new(values, finding_value(pool, findings->items[i]));
    return values;
}

static json_t *dismissed_value(const struct findings *findings) {
    json_t *values = json_array();
    for (int reason = 0; reason < DISMISSAL_REASONS; reason++) {
        const struct dismissal *dismissal = &findings->dismissed[reason];
        if (!dismissal->sites)
            continue;
        json_array_append_new(values, json_pack("{ss so so}", "reason",
                                                dismissal_reason_name((enum dismissal_reason)reason),
                                                "statements", count_value(dismissal->statements), "sites",
                                                count_value(dismissal->sites)));
    }
    return values;
}

static json_t *sites_value(struct pool *pool, const struct merged_capture *merged) {
    const struct merged_site **sites = report_sites_by_calls(pool, merged);
    json_t *values = json_array();
    for (size_t i = 0; i < merged->site_count; i++) {
        const struct merged_site *site = sites[i];
        json_array_append_new(
            values, json_pack("{so so ss so so so so}", "statement", statement_value(pool, site->statement),
                              "fingerprint", hex_value(site->statement->fingerprint), "class",
                              statement_class_name(site->statement->statement_class), "calls",
                              count_value(site->calls), "rows", count_value(site->rows), "database_seconds",
                              seconds_value(site->seconds), "site",
                              place_value(pool, source_stack_call_site(site->stack))));
    }
    return values;
}

void write_json_report(const struct report *report, FILE *output) {
    const struct merged_capture *merged = report->merged;
    struct pool pool = {0};
    json_t *document =
        json_pack("{ss so so so so so so}", "schema", "loopline.report/1", "processes",
                  processes_value(&pool, merged), "totals", totals_value(merged), "libraries",
                  libraries_value(&pool, merged), "findings", findings_value(&pool, report->findings),
                  "dismissed", dismissed_value(report->findings), "sites", sites_value(&pool, merged));
    /* Nine digits tell nanoseconds apart; jansson keeps the order in which keys are added. */
    if (document && json_dumpf(document, output, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) == 0)
        fputc('\n', output);
    else
        fputs("loopline: the JSON report could not be written\n", stderr);
    json_decref(document);
    pool_free(&pool);
}
