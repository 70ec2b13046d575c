/*
 * A line of JSON for each statement that a loop repeats, flat, as column stores load them.
 * tests/recipes/fleet.sql and fleet-clickhouse.sql have a table for it and what to ask.
 */
#include "facts.h"
#include "report/escape/json.h"
#include "report/formats.h"

static void write_finding(const struct report *report, const struct report_finding *finding, FILE *output) {
    struct json_writer json = {.file = output, .layout = JSON_LINE};
    const struct report_loop *loop = finding->loop;
    json_begin_object(&json, NULL);
    json_time(&json, "time", fleet_end_ns(report));
    json_text(&json, "service", report->service);
    json_count(&json, "pid", report->process_count ? report->processes[0].pid : 0);
    json_text(&json, "loop", loop->id);
    json_text(&json, "finding", finding->id);
    json_text(&json, "kind", finding->kind);
    json_text(&json, "confidence", finding->confidence);
    json_text(&json, "file", fleet_file(loop));
    json_number_or_null(&json, "line", loop->where->line);
    json_text(&json, "function", loop->where->function);
    json_text(&json, "entry", loop->entry ? loop->entry->name : NULL);
    json_text(&json, "trace_id", loop->entry ? loop->entry->trace_id : NULL);
    json_text(&json, "driver", finding->statement->driver);
    json_text(&json, "statement", finding->statement->shown);
    json_hexadecimal(&json, "fingerprint", finding->statement->fingerprint);
    json_count(&json, "processes", loop->processes);
    json_count(&json, "processes_recorded", loop->of_processes);
    json_count(&json, "calls", finding->calls);
    json_count(&json, "episodes", finding->episodes.count);
    json_count(&json, "n_median", finding->episodes.median);
    json_count(&json, "n_max", finding->episodes.maximum);
    json_real(&json, "database_seconds", finding->seconds);
    json_real(&json, "saving_seconds", finding->saving_seconds);
    json_end_object(&json);
    fputc('\n', output);
}

void write_ndjson_report(const struct report *report, const struct report_style *style, FILE *output) {
    (void)style;
    for (size_t i = 0; i < report->finding_count; i++)
        write_finding(report, report->findings[i], output);
}
