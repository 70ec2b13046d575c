#include "report/text_summary.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/numbers.h"

/* With head and end a screen of 24 lines. */
enum { LOOPS_SHOWN = 14, MOST_INDENT = 8 };

const char *text_process(struct text_output *output, const struct report_process *process) {
    const bool has_time = isfinite(process->seconds);
    return pool_format(&output->pool, "%s (process %" PRIu32 "%s%s)", process->command_line, process->pid,
                       has_time ? ", " : "", has_time ? number_seconds(&output->pool, process->seconds) : "");
}

static void write_head(struct text_output *output, const struct report *report) {
    struct pool *pool = &output->pool;
    const char *subject = report->process_count == 1 ? text_process(output, &report->processes[0])
                                                     : number_of_processes(pool, report->process_count);
    text_write_wrapped(output, 0, pool_format(pool, "Loopline: %s", subject), 3);
    const char *time = isfinite(report->seconds)
                           ? pool_format(pool, ", %s in the database", number_seconds(pool, report->seconds))
                           : "";
    text_write_wrapped(output, 0,
                       pool_format(pool, "%s, %s distinct, %s, %s%s",
                                   number_counted(pool, report->statements, "statement"),
                                   number_count(pool, report->fingerprints),
                                   number_of_processes(pool, report->process_count),
                                   number_counted(pool, report->threads, "thread"), time),
                       2);
    fputc('\n', output->file);
}

static uint64_t statements_of(const struct report *report, size_t first) {
    uint64_t statements = 0;
    for (size_t i = first; i < report->loop_count; i++)
        statements += report->loops[i]->statements;
    return statements;
}

static void write_headline(struct text_output *output, const struct report *report) {
    struct pool *pool = &output->pool;
    double saving = 0;
    for (size_t i = 0; i < report->loop_count; i++)
        saving += isfinite(report->loops[i]->saving_seconds) ? report->loops[i]->saving_seconds : 0;
    const uint64_t repeated = statements_of(report, 0);
    text_paint(output, PAINT_HEADING);
    const char *cost =
        saving > 0 ? pool_format(pool, "; up to %s can be saved", number_seconds(pool, saving)) : "";
    text_write_wrapped(output, 0,
                       pool_format(pool, "%s run%s %s of these statements (%s %%)%s",
                                   number_counted(pool, report->loop_count, "loop"),
                                   report->loop_count == 1 ? "s" : "", number_count(pool, repeated),
                                   number_percent(pool, (double)repeated, (double)report->statements), cost),
                       2);
    text_unpaint(output);
    fputc('\n', output->file);
}

/* Loops around this one that stand in the report as well. */
static size_t depth_of(const struct report_loop *loop) {
    size_t depth = 0;
    while ((loop = loop->nested_in) && depth < MOST_INDENT / 2)
        depth++;
    return depth;
}

static const char *place_of(struct pool *pool, const struct report_loop *loop) {
    const struct report_frame *where = loop->where;
    if (!where->short_name || where->place == where->name)
        return where->short_place;
    return pool_format(pool, "%s in %s", where->short_place, where->short_name);
}

static const char *statements_text(struct pool *pool, const struct report_loop *loop) {
    const char *first = loop->findings[0]->statement->shown;
    if (loop->finding_count == 1)
        return first;
    return pool_format(pool, "%zu statements: %s", loop->finding_count, first);
}

/* Number, what can be saved, statements; then the place and the statement share what is left. */
enum { NUMBER_COLUMNS = 4, COST_COLUMNS = 10, COUNT_COLUMNS = 12, GAP = 2 };

static size_t columns_of_place(const struct text_output *output) {
    const size_t left = output->columns - (NUMBER_COLUMNS + COST_COLUMNS + COUNT_COLUMNS + 2 * GAP);
    return left * 9 / 20;
}

static void write_row(struct text_output *output, const struct report_loop *loop) {
    struct pool *pool = &output->pool;
    const size_t place_columns = columns_of_place(output);
    const size_t before = NUMBER_COLUMNS + COST_COLUMNS + COUNT_COLUMNS + GAP + place_columns + GAP;
    const size_t depth = depth_of(loop);
    text_write_right(output, number_count(pool, loop->number), NUMBER_COLUMNS);
    text_write_right(output, number_seconds(pool, loop->saving_seconds), COST_COLUMNS);
    text_write_right(output, number_count(pool, loop->statements), COUNT_COLUMNS);
    fputs("  ", output->file);
    text_write_padded(
        output, pool_format(pool, "%*s%s%s", (int)depth, "", depth ? "in it " : "", place_of(pool, loop)),
        place_columns);
    fprintf(output->file, "  %s\n", text_cut(output, statements_text(pool, loop), output->columns - before));
}

static void write_table(struct text_output *output, const struct report *report, bool all) {
    struct pool *pool = &output->pool;
    size_t shown = report->loop_count;
    if (!all && shown > LOOPS_SHOWN)
        shown = LOOPS_SHOWN;
    text_paint(output, PAINT_FAINT);
    fprintf(output->file, "%*s%*s%*s  ", NUMBER_COLUMNS, "", COST_COLUMNS, "can save", COUNT_COLUMNS,
            "statements");
    text_write_padded(output, "loop line", columns_of_place(output));
    fputs("  repeats\n", output->file);
    text_unpaint(output);
    for (size_t i = 0; i < shown; i++)
        write_row(output, report->loops[i]);
    if (shown < report->loop_count)
        fprintf(output->file, "      ... and %s with %s\n",
                number_counted(pool, report->loop_count - shown, "more loop"),
                number_counted(pool, statements_of(report, shown), "statement"));
    fputc('\n', output->file);
}

void text_write_summary(struct text_output *output, const struct report *report, bool all) {
    write_head(output, report);
    if (!report->statements) {
        text_write_wrapped(output, 0, report_no_statements_text(), 6);
        fputc('\n', output->file);
    } else if (!report->loop_count) {
        fputs("No loop repeats statements. What was looked at is listed below.\n\n", output->file);
    } else {
        write_headline(output, report);
        write_table(output, report, all);
    }
}
