#include <string.h>

#include "report/formats.h"
#include "report/numbers.h"
#include "report/text_loop.h"
#include "report/text_summary.h"

/* Of what is left out, --all shows the rest. */
enum { SITES_SHOWN = 20, PROCESSES_SHOWN = 20, LOOPS_SHOWN = 50, NOTE_LINES = 6 };

enum { LEAST_COLUMNS = 60, MOST_COLUMNS = 200 };

static void write_heading(const struct text_output *output, const char *heading) {
    text_paint(output, PAINT_HEADING);
    fputs(heading, output->file);
    text_unpaint(output);
    fputc('\n', output->file);
}

/* ---- loops ---- */

static void write_loops(struct text_output *output, const struct report *report, bool all) {
    const size_t shown = all || report->loop_count <= LOOPS_SHOWN ? report->loop_count : LOOPS_SHOWN;
    for (size_t i = 0; i < shown; i++)
        text_write_loop(output, report->loops[i], all);
    if (shown < report->loop_count)
        fprintf(output->file, "%s left out; --all shows them\n\n",
                number_counted(&output->pool, report->loop_count - shown, "loop"));
}

/* ---- what was dismissed, and where from ---- */

/* `ns::Class::method` of `ns::Class::method(int) const`. */
static const char *without_arguments(struct pool *pool, const char *name) {
    const char *open = *name ? strchr(name + 1, '(') : NULL;
    while (open &&
           (open[-1] == ':' || strncmp(open, "()(", 3) == 0)) /* ::(anonymous namespace), operator() */
        open = strchr(open + (open[-1] == ':' ? 1 : 2), '(');
    return open ? pool_format(pool, "%.*s", (int)(open - name), name) : name;
}

static const char *short_place(struct pool *pool, const struct report_frame *frame) {
    if (!frame)
        return "?";
    if (frame->file && frame->line)
        return frame->short_place;
    if (frame->short_name)
        return without_arguments(pool, frame->short_name);
    return frame->module ? report_basename(frame->module) : "?";
}

/* Widths of the columns of the table. On a narrow terminal rows and time make room for the statement. */
struct site_columns {
    size_t rows;
    size_t seconds;
    size_t place;
    size_t before_statement;
};

enum { WIDE_COLUMNS = 90 };

static struct site_columns site_columns_of(const struct text_output *output) {
    if (output->columns >= WIDE_COLUMNS)
        return (struct site_columns){10, 11, 24, 2 + 10 + 10 + 11 + 2 + 24 + 2};
    return (struct site_columns){0, 0, 20, 2 + 10 + 2 + 20 + 2};
}

/* Failures are few: they get a line of their own, under the statement, where there are any. */
static void write_site(struct text_output *output, const struct report_site *site) {
    struct pool *pool = &output->pool;
    const struct site_columns columns = site_columns_of(output);
    fputs("  ", output->file);
    text_write_right(output, number_count(pool, site->calls), 10);
    if (columns.rows) {
        text_write_right(output, number_count(pool, site->rows), columns.rows);
        text_write_right(output, number_seconds(pool, site->seconds), columns.seconds);
    }
    fputs("  ", output->file);
    text_write_padded(output, text_cut_middle(output, short_place(pool, site->telling), columns.place),
                      columns.place);
    fprintf(output->file, "  %s\n",
            text_cut(output, site->statement->shown, output->columns - columns.before_statement));
    if (site->failed)
        fprintf(output->file, "%*s%s failed\n", (int)columns.before_statement, "",
                number_count(pool, site->failed));
}

static void write_site_titles(struct text_output *output) {
    const struct site_columns columns = site_columns_of(output);
    text_paint(output, PAINT_FAINT);
    fputs("  statements", output->file);
    if (columns.rows) {
        text_write_right(output, "rows", columns.rows);
        text_write_right(output, "time", columns.seconds);
    }
    fputs("  ", output->file);
    text_write_padded(output, "at", columns.place);
    fputs("  statement\n", output->file);
    text_unpaint(output);
}

static void write_dismissed(struct text_output *output, const struct report *report) {
    struct pool *pool = &output->pool;
    if (!report->dismissed_count)
        return;
    write_heading(output, "Not reported, and why");
    for (size_t i = 0; i < report->dismissed_count; i++) {
        const struct report_dismissal *dismissal = &report->dismissed[i];
        text_write_wrapped(output, 2,
                           pool_format(pool, "%s: %s from %s", dismissal->reason,
                                       number_counted(pool, dismissal->statements, "statement"),
                                       number_counted(pool, dismissal->sites, "call site")),
                           2);
    }
    fputc('\n', output->file);
}

static void write_sites(struct text_output *output, const struct report *report, bool all) {
    const size_t shown = all || report->site_count <= SITES_SHOWN ? report->site_count : SITES_SHOWN;
    if (!shown)
        return;
    const char *heading = "Call sites";
    if (shown < report->site_count)
        heading =
            pool_format(&output->pool, "Call sites: the %zu with most statements of %s (--all shows all)",
                        shown, number_count(&output->pool, report->site_count));
    write_heading(output, heading);
    write_site_titles(output);
    for (size_t i = 0; i < shown; i++)
        write_site(output, report->sites[i]);
    fputc('\n', output->file);
}

/* ---- the rest ---- */

static void write_libraries(struct text_output *output, const struct report *report) {
    if (!report->library_count)
        return;
    write_heading(output, "Libraries");
    for (size_t i = 0; i < report->library_count; i++) {
        const struct report_library *library = &report->libraries[i];
        const char *name = strcmp(library->driver, "sqlite") == 0 ? "SQLite" : "libpq";
        text_write_wrapped(output, 2,
                           pool_format(&output->pool, "%s %s  %s", name,
                                       library->version ? library->version : "unknown", library->path),
                           3);
    }
    fputc('\n', output->file);
}

static void write_processes(struct text_output *output, const struct report *report, bool all) {
    const size_t shown =
        all || report->process_count <= PROCESSES_SHOWN ? report->process_count : PROCESSES_SHOWN;
    if (report->process_count < 2)
        return;
    write_heading(output, "Processes");
    for (size_t i = 0; i < shown; i++)
        text_write_wrapped(output, 2, text_process(output, &report->processes[i]), 2);
    if (shown < report->process_count)
        fprintf(output->file, "  ... and %zu more\n", report->process_count - shown);
    fputc('\n', output->file);
}

static void write_memory(struct text_output *output, const struct report *report) {
    uint64_t most = 0;
    for (size_t i = 0; i < report->process_count; i++)
        if (report->processes[i].memory_bytes > most)
            most = report->processes[i].memory_bytes;
    if (!most)
        return;
    const char *where = report->process_count > 1 ? "a process" : "the process";
    text_write_wrapped(output, 0,
                       pool_format(&output->pool, "Loopline took at most %.1f MiB of memory in %s.",
                                   (double)most / (1 << 20), where),
                       2);
    fputc('\n', output->file);
}

static void write_notes(struct text_output *output, const struct report *report) {
    if (!report->note_count)
        return;
    write_heading(output, "Notes");
    for (size_t i = 0; i < report->note_count; i++)
        text_write_wrapped(output, 2, report->notes[i], NOTE_LINES);
    fputc('\n', output->file);
}

static size_t columns_of(const struct report_style *style) {
    if (!style->columns)
        return REPORT_DEFAULT_COLUMNS;
    return style->columns < LEAST_COLUMNS  ? LEAST_COLUMNS
           : style->columns > MOST_COLUMNS ? MOST_COLUMNS
                                           : style->columns;
}

void write_text_report(const struct report *report, const struct report_style *style, FILE *output) {
    struct text_output text = {.file = output, .columns = columns_of(style), .colour = style->colour};
    text_write_summary(&text, report, style->all);
    write_loops(&text, report, style->all);
    write_dismissed(&text, report);
    write_sites(&text, report, style->all);
    write_libraries(&text, report);
    write_processes(&text, report, style->all);
    write_memory(&text, report);
    write_notes(&text, report);
    pool_free(&text.pool);
}
