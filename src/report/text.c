#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/escape/text.h"
#include "report/formats.h"
#include "report/text_finding.h"
#include "report/text_layout.h"

enum { SITES_SHOWN = 20, PROCESSES_SHOWN = 20, NOTE_LINES = 6 };

/* ---- the head ---- */

static const char *describe_process(struct text_output *output, const struct report_process *process) {
    const bool has_time = isfinite(process->seconds);
    return pool_format(&output->pool, "%s (process %" PRIu32 "%s%s)", process->command_line, process->pid,
                       has_time ? ", " : "", has_time ? text_seconds(output, process->seconds) : "");
}

static const char *counted_processes(struct text_output *output, size_t count) {
    return count == 1 ? "1 process" : pool_format(&output->pool, "%zu processes", count);
}

static void write_head(struct text_output *output, const struct report *report) {
    const char *subject = report->process_count == 1 ? describe_process(output, &report->processes[0])
                                                     : counted_processes(output, report->process_count);
    text_write_wrapped(output, 0, pool_format(&output->pool, "Loopline: %s", subject), 3);
    fprintf(output->file, "%s, %s distinct, %s, %s", text_counted(output, report->statements, "statement"),
            text_count(output, report->fingerprints), counted_processes(output, report->process_count),
            text_counted(output, report->threads, "thread"));
    if (isfinite(report->seconds))
        fprintf(output->file, ", %s in the database", text_seconds(output, report->seconds));
    fputs("\n\n", output->file);
}

/* ---- findings ---- */

static void write_findings(struct text_output *output, const struct report *report) {
    if (!report->statements) {
        text_write_wrapped(output, 0, report_no_statements_text(), 6);
        fputc('\n', output->file);
        return;
    }
    if (!report->finding_count) {
        fputs("No findings. What was looked at is listed below.\n\n", output->file);
        return;
    }
    fprintf(output->file, "%s\n\n", text_counted(output, report->finding_count, "finding"));
    for (size_t i = 0; i < report->finding_count; i++)
        text_write_finding(output, report->findings[i]);
}

/* ---- the appendix ---- */

static void write_dismissed(struct text_output *output, const struct report *report) {
    if (!report->dismissed_count)
        return;
    fprintf(output->file, "Not findings\n  %12s %12s  reason\n", "statements", "call sites");
    for (size_t i = 0; i < report->dismissed_count; i++) {
        const struct report_dismissal *dismissal = &report->dismissed[i];
        fprintf(output->file, "  %12s %12s  %s\n", text_count(output, dismissal->statements),
                text_count(output, dismissal->sites), dismissal->reason);
    }
    fputc('\n', output->file);
}

static const char *short_place(const struct report_frame *frame) {
    if (!frame)
        return "?";
    if (frame->file && frame->line)
        return frame->short_place;
    if (frame->short_name)
        return frame->short_name;
    return frame->module ? report_basename(frame->module) : "?";
}

/* Text in a column of its own, whose width printf would count in bytes. */
static void write_padded(struct text_output *output, const char *text, size_t columns) {
    const size_t used = text_columns(text);
    fprintf(output->file, "%s%*s", text, used < columns ? (int)(columns - used) : 0, "");
}

enum { PLACE_COLUMNS = 24, BEFORE_STATEMENT = 2 + 10 + 10 + 11 + 2 + PLACE_COLUMNS + 2 };

/* Failures are few: they get a line of their own, under the statement, where there are any. */
static void write_site(struct text_output *output, const struct report_site *site) {
    fprintf(output->file, "  %10s%10s%11s  ", text_count(output, site->calls), text_count(output, site->rows),
            text_seconds(output, site->seconds));
    write_padded(output, text_cut_start(output, short_place(site->telling), PLACE_COLUMNS), PLACE_COLUMNS);
    fprintf(output->file, "  %s\n", text_cut(output, site->statement->shown, TEXT_WIDTH - BEFORE_STATEMENT));
    if (site->failed)
        fprintf(output->file, "%*s%s failed\n", BEFORE_STATEMENT, "", text_count(output, site->failed));
}

static void write_sites(struct text_output *output, const struct report *report) {
    if (!report->site_count)
        return;
    fputs("Call sites", output->file);
    if (report->site_count > SITES_SHOWN)
        fprintf(output->file, ", the %d with most statements of %s", SITES_SHOWN,
                text_count(output, report->site_count));
    fprintf(output->file, "\n  %10s%10s%11s  %-*s  statement\n", "statements", "rows", "time", PLACE_COLUMNS,
            "at");
    for (size_t i = 0; i < report->site_count && i < SITES_SHOWN; i++)
        write_site(output, report->sites[i]);
    fputc('\n', output->file);
}

static void write_libraries(struct text_output *output, const struct report *report) {
    if (!report->library_count)
        return;
    fputs("Libraries\n", output->file);
    for (size_t i = 0; i < report->library_count; i++) {
        const struct report_library *library = &report->libraries[i];
        fprintf(output->file, "  %s %s  %s\n", strcmp(library->driver, "sqlite") == 0 ? "SQLite" : "libpq",
                library->version ? library->version : "unknown", library->path);
    }
    fputc('\n', output->file);
}

static void write_processes(struct text_output *output, const struct report *report) {
    if (report->process_count < 2)
        return;
    fputs("Processes\n", output->file);
    for (size_t i = 0; i < report->process_count && i < PROCESSES_SHOWN; i++)
        text_write_wrapped(output, 2, describe_process(output, &report->processes[i]), 2);
    if (report->process_count > PROCESSES_SHOWN)
        fprintf(output->file, "  ... and %zu more\n", report->process_count - PROCESSES_SHOWN);
    fputc('\n', output->file);
}

static void write_notes(struct text_output *output, const struct report *report) {
    if (!report->note_count)
        return;
    fputs("Notes\n", output->file);
    for (size_t i = 0; i < report->note_count; i++)
        text_write_wrapped(output, 2, report->notes[i], NOTE_LINES);
    fputc('\n', output->file);
}

void write_text_report(const struct report *report, const struct report_style *style, FILE *output) {
    (void)style;
    struct text_output text = {.file = output};
    write_head(&text, report);
    write_findings(&text, report);
    write_dismissed(&text, report);
    write_sites(&text, report);
    write_libraries(&text, report);
    write_processes(&text, report);
    write_notes(&text, report);
    pool_free(&text.pool);
}
