/*
 * OpenMetrics 1.0 text, without timestamps: for the text-file collector of a Prometheus exporter, to which
 * the file is renamed when it is whole.
 */
#include <inttypes.h>

#include "facts.h"
#include "model/compare.h"
#include "report/formats.h"

/* The value of a label: backslash, quote and line feed are escaped (OpenMetrics 1.0, 5.1). */
static void write_value(const char *text, FILE *output) {
    for (; *text; text++) {
        if (*text == '\\' || *text == '"')
            fputc('\\', output);
        fputc(*text == '\n' ? ' ' : *text, output);
    }
}

static void write_label(const char *name, const char *value, FILE *output) {
    fprintf(output, "%s=\"", name);
    write_value(value ? value : "", output);
    fputc('"', output);
}

static void write_labels(const struct report *report, const struct report_loop *loop, FILE *output) {
    fputc('{', output);
    write_label("service", report->service, output);
    if (loop) {
        fputc(',', output);
        write_label("loop", loop->id, output);
        fputc(',', output);
        write_label("file", fleet_file(loop), output);
        fprintf(output, ",line=\"%d\",", loop->where->line);
        write_label("function", loop->where->function, output);
        fputc(',', output);
        write_label("confidence", fleet_confidence(loop), output);
    }
    fputc('}', output);
}

static void begin_family(const char *name, const char *type, const char *unit, const char *help,
                         FILE *output) {
    fprintf(output, "# TYPE %s %s\n", name, type);
    if (unit)
        fprintf(output, "# UNIT %s %s\n", name, unit);
    fprintf(output, "# HELP %s %s\n", name, help);
}

static void write_loop_counts(const struct report *report, FILE *output) {
    begin_family("loopline_loop_statements", "counter", NULL, "Statements that a loop repeated.", output);
    for (size_t i = 0; i < report->loop_count; i++) {
        fputs("loopline_loop_statements_total", output);
        write_labels(report, report->loops[i], output);
        fprintf(output, " %" PRIu64 "\n", report->loops[i]->statements);
    }
    begin_family("loopline_loop_largest_n", "gauge", NULL,
                 "Most executions of one statement in one execution of a loop.", output);
    for (size_t i = 0; i < report->loop_count; i++) {
        fputs("loopline_loop_largest_n", output);
        write_labels(report, report->loops[i], output);
        fprintf(output, " %" PRIu64 "\n", report_loop_largest_n(report->loops[i]));
    }
}

static void write_loop_seconds(const struct report *report, FILE *output) {
    begin_family("loopline_loop_database_seconds", "counter", "seconds",
                 "Time in the database for the statements and transactions of a loop.", output);
    for (size_t i = 0; i < report->loop_count; i++) {
        const struct report_loop *loop = report->loops[i];
        fputs("loopline_loop_database_seconds_total", output);
        write_labels(report, loop, output);
        fprintf(output, " %.9g\n", loop->seconds + loop->transaction_seconds);
    }
}

void write_openmetrics_report(const struct report *report, const struct report_style *style, FILE *output) {
    (void)style;
    begin_family("loopline_statements", "counter", NULL, "Statements that were recorded.", output);
    fputs("loopline_statements_total", output);
    write_labels(report, NULL, output);
    fprintf(output, " %" PRIu64 "\n", report->statements);
    begin_family("loopline_database_seconds", "counter", "seconds", "Time in the database.", output);
    fputs("loopline_database_seconds_total", output);
    write_labels(report, NULL, output);
    fprintf(output, " %.9g\n", report->seconds);
    write_loop_counts(report, output);
    write_loop_seconds(report, output);
    fputs("# EOF\n", output);
}
