#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/escape.h"
#include "report/facts.h"
#include "report/formats.h"
#include "report/text_finding.h"
#include "report/text_layout.h"

enum { SITES_SHOWN = 20, PROCESSES_SHOWN = 20, NOTE_LINES = 6 };

/* ---- the head -------------------------------------------------------------------------------------------
 */

static const char *command_line(struct text_output *output, const struct capture *capture) {
    const char *line = capture->argument_count ? "" : capture->executable;
    for (size_t i = 0; i < capture->argument_count; i++)
        line = pool_format(&output->pool, "%s%s%s", line, i ? " " : "", capture->arguments[i]);
    return escape_text(&output->pool, line);
}

static const char *describe_process(struct text_output *output, const struct capture *capture) {
    const double seconds = capture_seconds(capture);
    return pool_format(&output->pool, "%s (process %" PRIu32 "%s%s)", command_line(output, capture),
                       capture->pid, isfinite(seconds) ? ", " : "",
                       isfinite(seconds) ? text_seconds(output, seconds) : "");
}

static const char *counted_processes(struct text_output *output, size_t count) {
    return count == 1 ? "1 process" : pool_format(&output->pool, "%zu processes", count);
}

static void write_head(struct text_output *output, const struct merged_capture *merged) {
    const char *subject = merged->capture_count == 1 ? describe_process(output, merged->captures[0])
                                                     : counted_processes(output, merged->capture_count);
    text_write_wrapped(output, 0, pool_format(&output->pool, "Loopline: %s", subject), 3);
    fprintf(output->file, "%s, %s distinct, %s, %s", text_counted(output, merged->calls, "statement"),
            text_count(output, merged->statement_count), counted_processes(output, merged->capture_count),
            text_counted(output, merged->threads, "thread"));
    if (isfinite(merged->seconds))
        fprintf(output->file, ", %s in the database", text_seconds(output, merged->seconds));
    fputs("\n\n", output->file);
}

/* ---- findings -------------------------------------------------------------------------------------------
 */

static size_t number_of(const struct findings *findings, const struct finding *wanted) {
    for (size_t i = 0; wanted && i < findings->count; i++) {
        if (findings->items[i] == wanted)
            return i + 1;
    }
    return 0;
}

static void write_findings(struct text_output *output, const struct report *report) {
    const struct findings *findings = report->findings;
    if (!report->merged->calls) {
        text_write_wrapped(output, 0, report_no_statements_text(), 6);
        fputc('\n', output->file);
        return;
    }
    if (!findings->count) {
        fputs("No findings. What was looked at is listed below.\n\n", output->file);
        return;
    }
    fprintf(output->file, "%s\n\n", text_counted(output, findings->count, "finding"));
    for (size_t i = 0; i < findings->count; i++)
        text_write_finding(output, findings->items[i], i + 1,
                           number_of(findings, findings->items[i]->nested_in));
}

/* ---- the appendix ---------------------------------------------------------------------------------------
 */

static void write_dismissed(struct text_output *output, const struct findings *findings) {
    bool any = false;
    for (int reason = 0; reason < DISMISSAL_REASONS; reason++) {
        const struct dismissal *dismissal = &findings->dismissed[reason];
        if (!dismissal->sites)
            continue;
        if (!any)
            fprintf(output->file, "Not findings\n  %12s %12s  reason\n", "statements", "call sites");
        any = true;
        fprintf(output->file, "  %12s %12s  %s\n", text_count(output, dismissal->statements),
                text_count(output, dismissal->sites), dismissal_reason_name((enum dismissal_reason)reason));
    }
    if (any)
        fputc('\n', output->file);
}

static const char *short_place(struct text_output *output, const struct source_frame *frame) {
    if (!frame)
        return "?";
    if (frame->file && frame->line > 0)
        return pool_format(&output->pool, "%s:%d", escape_text(&output->pool, path_basename(frame->file)),
                           frame->line);
    if (frame->function)
        return escape_text(&output->pool, frame->function);
    return frame->module ? escape_text(&output->pool, path_basename(frame->module->key.path)) : "?";
}

/* Application frame number `depth` of a stack, 0 the innermost; NULL: there are fewer. */
static const struct source_frame *application_frame(const struct source_stack *stack, size_t depth) {
    for (size_t i = 0; i < stack->frame_count; i++) {
        if (stack->frames[i].application && depth-- == 0)
            return &stack->frames[i];
    }
    return NULL;
}

/* True where another statement runs from the same line, so that the line tells little of this one. */
static bool is_shared(const struct merged_capture *merged, const struct merged_site *site, size_t depth,
                      const struct source_frame *frame) {
    for (size_t i = 0; i < merged->site_count; i++) {
        const struct merged_site *other = merged->sites[i];
        const struct source_frame *same_depth =
            other->statement == site->statement ? NULL : application_frame(other->stack, depth);
        if (same_depth && frames_share_line(frame, same_depth))
            return true;
    }
    return false;
}

/* The innermost application frame that is this statement's: not a helper's that runs any statement. */
static const struct source_frame *telling_frame(const struct merged_capture *merged,
                                                const struct merged_site *site) {
    const struct source_frame *frame;
    for (size_t depth = 0; (frame = application_frame(site->stack, depth)); depth++) {
        if (!is_shared(merged, site, depth, frame))
            return frame;
    }
    return source_stack_call_site(site->stack);
}

/* Text in a column of its own, whose width printf would count in bytes. */
static void write_padded(struct text_output *output, const char *text, size_t columns) {
    const size_t used = text_columns(text);
    fprintf(output->file, "%s%*s", text, used < columns ? (int)(columns - used) : 0, "");
}

enum { PLACE_COLUMNS = 24, BEFORE_STATEMENT = 2 + 10 + 10 + 11 + 2 + PLACE_COLUMNS + 2 };

/* Failures are few: they get a line of their own, under the statement, where there are any. */
static void write_site(struct text_output *output, const struct merged_capture *merged,
                       const struct merged_site *site) {
    const char *place = short_place(output, telling_frame(merged, site));
    fprintf(output->file, "  %10s%10s%11s  ", text_count(output, site->calls), text_count(output, site->rows),
            text_seconds(output, site->seconds));
    write_padded(output, text_cut_start(output, place, PLACE_COLUMNS), PLACE_COLUMNS);
    fprintf(output->file, "  %s\n",
            text_cut(output, text_statement(output, site->statement), TEXT_WIDTH - BEFORE_STATEMENT));
    if (site->failed)
        fprintf(output->file, "%*s%s failed\n", BEFORE_STATEMENT, "", text_count(output, site->failed));
}

static void write_sites(struct text_output *output, const struct merged_capture *merged) {
    const struct merged_site **sites = report_sites_by_calls(&output->pool, merged);
    if (!merged->site_count)
        return;
    fputs("Call sites", output->file);
    if (merged->site_count > SITES_SHOWN)
        fprintf(output->file, ", the %d with most statements of %s", SITES_SHOWN,
                text_count(output, merged->site_count));
    fprintf(output->file, "\n  %10s%10s%11s  %-*s  statement\n", "statements", "rows", "time", PLACE_COLUMNS,
            "at");
    for (size_t i = 0; i < merged->site_count && i < SITES_SHOWN; i++)
        write_site(output, merged, sites[i]);
    fputc('\n', output->file);
}

static void write_libraries(struct text_output *output, const struct merged_capture *merged) {
    if (!merged->library_count)
        return;
    fputs("Libraries\n", output->file);
    for (size_t i = 0; i < merged->library_count; i++) {
        const struct merged_library *library = &merged->libraries[i];
        const char *version = library->version[0] ? escape_text(&output->pool, library->version) : "unknown";
        fprintf(output->file, "  %s %s  %s\n", library->driver == LOOPLINE_DRIVER_SQLITE ? "SQLite" : "libpq",
                version, escape_text(&output->pool, library->path));
    }
    fputc('\n', output->file);
}

static void write_processes(struct text_output *output, const struct merged_capture *merged) {
    if (merged->capture_count < 2)
        return;
    fputs("Processes\n", output->file);
    for (size_t i = 0; i < merged->capture_count && i < PROCESSES_SHOWN; i++)
        text_write_wrapped(output, 2, describe_process(output, merged->captures[i]), 2);
    if (merged->capture_count > PROCESSES_SHOWN)
        fprintf(output->file, "  ... and %zu more\n", merged->capture_count - PROCESSES_SHOWN);
    fputc('\n', output->file);
}

static void write_notes(struct text_output *output, const struct report *report) {
    const struct fact_list notes = report_notes(&output->pool, report);
    if (!notes.count)
        return;
    fputs("Notes\n", output->file);
    for (size_t i = 0; i < notes.count; i++)
        text_write_wrapped(output, 2, notes.items[i], NOTE_LINES);
    fputc('\n', output->file);
}

void write_text_report(const struct report *report, FILE *output) {
    struct text_output text = {.file = output};
    write_head(&text, report->merged);
    write_findings(&text, report);
    write_dismissed(&text, report->findings);
    write_sites(&text, report->merged);
    write_libraries(&text, report->merged);
    write_processes(&text, report->merged);
    write_notes(&text, report);
    pool_free(&text.pool);
}
