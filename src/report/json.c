#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "report/formats.h"

/*
 * The format loopline.report/1. Every key is always there, null where nothing is known.
 *
 * jansson answers NULL when memory is short, and takes NULL for a value as a failure, so one check at the
 * end is enough.
 */

/* ---- values ---------------------------------------------------------------------------------------------
 */

static json_t *text_value(const char *text) {
    return text ? json_string(text) : json_null();
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

static json_t *place_value(const struct report_frame *frame) {
    if (!frame)
        return json_null();
    return json_pack("{so so so so}", "file", text_value(frame->file), "line", line_value(frame->line),
                     "function", text_value(frame->function), "language", text_value(frame->language));
}

/* Of a loop in a library, the program's lines on both sides too. */
static json_t *loop_value(const struct report_loop *loop) {
    const struct report_frame *frame = loop->where;
    return json_pack("{so so so so so so so}", "file", text_value(frame->file), "line",
                     line_value(frame->line), "header_line", line_value(loop->header_line), "function",
                     text_value(frame->function), "language", text_value(frame->language), "called_from",
                     place_value(loop->called_from), "calls", place_value(loop->body));
}

static json_t *frame_value(const struct report_frame *frame) {
    return json_pack("{so so so so so sb sb}", "file", text_value(frame->file), "line",
                     line_value(frame->line), "function", text_value(frame->function), "language",
                     text_value(frame->language), "module", text_value(frame->module), "in_loop",
                     frame->in_loop, "application", frame->application);
}

static json_t *stack_value(const struct report_stack *stack) {
    json_t *frames = json_array();
    for (size_t i = 0; i < stack->count; i++)
        json_array_append_new(frames, frame_value(stack->frames[i]));
    return frames;
}

/* ---- findings ---- */

static json_t *value_matches_value(const struct report_parent *parent) {
    json_t *matches = json_array();
    for (size_t i = 0; i < parent->value_match_count; i++) {
        const struct report_value_match *match = &parent->value_matches[i];
        json_array_append_new(matches, json_pack("{so so so so}", "parameter", count_value(match->parameter),
                                                 "column", text_value(match->column), "matched",
                                                 count_value(match->matched), "of", count_value(match->of)));
    }
    return matches;
}

static json_t *parent_value(const struct report_parent *parent) {
    if (!parent)
        return json_null();
    return json_pack("{so so so so so so}", "statement", text_value(parent->statement->text), "fingerprint",
                     hex_value(parent->statement->fingerprint), "calls", count_value(parent->calls), "rows",
                     count_value(parent->rows), "site", place_value(parent->site), "links",
                     value_matches_value(parent));
}

static json_t *fix_value(const struct report_finding *finding) {
    return json_pack("{so so}", "summary", text_value(finding->advice), "sql",
                     text_value(finding->advice_sql));
}

static json_t *finding_value(const struct report_finding *finding) {
    return json_pack(
        "{ss ss ss so so ss so so so so s{so so} so so so so so so so}", "id", finding->id, "kind",
        finding->kind, "confidence", finding->confidence, "statement", text_value(finding->statement->text),
        "fingerprint", hex_value(finding->statement->fingerprint), "driver", finding->statement->driver,
        "loop", loop_value(finding->loop), "call_site", place_value(finding->call_site), "calls",
        count_value(finding->calls), "episodes", count_value(finding->episodes.count), "n", "median",
        count_value(finding->episodes.median), "max", count_value(finding->episodes.maximum),
        "distinct_parameters", count_value(finding->distinct_parameters), "database_seconds",
        seconds_value(finding->seconds), "saving_seconds", seconds_value(finding->saving_seconds), "parent",
        parent_value(finding->parent), "nested_in",
        text_value(finding->nested_in ? finding->nested_in->id : NULL), "fix", fix_value(finding), "stack",
        stack_value(finding->stack));
}

/* ---- the rest ---- */

static json_t *process_value(const struct report_process *process) {
    json_t *arguments = json_array();
    for (size_t i = 0; i < process->argument_count; i++)
        json_array_append_new(arguments, text_value(process->arguments[i]));
    return json_pack("{so so so so so sb}", "pid", count_value(process->pid), "exe",
                     text_value(process->executable), "argv", arguments, "start",
                     time_value(process->start_ns), "seconds", seconds_value(process->seconds), "sealed",
                     process->sealed);
}

static json_t *processes_value(const struct report *report) {
    json_t *processes = json_array();
    for (size_t i = 0; i < report->process_count; i++)
        json_array_append_new(processes, process_value(&report->processes[i]));
    return processes;
}

static json_t *totals_value(const struct report *report) {
    return json_pack("{so so so so so}", "statements", count_value(report->statements), "fingerprints",
                     count_value(report->fingerprints), "threads", count_value(report->threads), "dropped",
                     count_value(report->dropped), "database_seconds", seconds_value(report->seconds));
}

static json_t *libraries_value(const struct report *report) {
    json_t *libraries = json_array();
    for (size_t i = 0; i < report->library_count; i++) {
        const struct report_library *library = &report->libraries[i];
        json_array_append_new(libraries, json_pack("{so so ss so}", "name", text_value(library->name), "path",
                                                   text_value(library->path), "kind", library->driver,
                                                   "version", text_value(library->version)));
    }
    return libraries;
}

static json_t *findings_value(const struct report *report) {
    json_t *values = json_array();
    for (size_t i = 0; i < report->finding_count; i++)
        json_array_append_new(values, finding_value(report->findings[i]));
    return values;
}

static json_t *dismissed_value(const struct report *report) {
    json_t *values = json_array();
    for (size_t i = 0; i < report->dismissed_count; i++) {
        const struct report_dismissal *dismissal = &report->dismissed[i];
        json_array_append_new(values, json_pack("{ss so so}", "reason", dismissal->reason, "statements",
                                                count_value(dismissal->statements), "sites",
                                                count_value(dismissal->sites)));
    }
    return values;
}

static json_t *sites_value(const struct report *report) {
    json_t *values = json_array();
    for (size_t i = 0; i < report->site_count; i++) {
        const struct report_site *site = report->sites[i];
        json_array_append_new(
            values,
            json_pack("{so so ss so so so so}", "statement", text_value(site->statement->text), "fingerprint",
                      hex_value(site->statement->fingerprint), "class", site->statement->statement_class,
                      "calls", count_value(site->calls), "rows", count_value(site->rows), "database_seconds",
                      seconds_value(site->seconds), "site", place_value(site->call_site)));
    }
    return values;
}

void write_json_report(const struct report *report, FILE *output) {
    json_t *document = json_pack("{ss so so so so so so}", "schema", "loopline.report/1", "processes",
                                 processes_value(report), "totals", totals_value(report), "libraries",
                                 libraries_value(report), "findings", findings_value(report), "dismissed",
                                 dismissed_value(report), "sites", sites_value(report));
    /* Nine digits tell nanoseconds apart; jansson keeps the order in which keys are added. */
    if (document && json_dumpf(document, output, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) == 0)
        fputc('\n', output);
    else
        fputs("loopline: the JSON report could not be written\n", stderr);
    json_decref(document);
}
