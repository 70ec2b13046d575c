/*
 * OpenTelemetry's protocol as JSON (OTLP 1.x): a request in each line. Those with resourceLogs are for
 * /v1/logs, those with resourceMetrics for /v1/metrics; a Collector reads the file as it is (otlpjsonfile
 * receiver). Attributes follow the semantic conventions for code and databases (1.30).
 */
#include <inttypes.h>
#include <stdlib.h>

#include "facts.h"
#include "report/escape/json.h"
#include "report/formats.h"

/* Collectors take 4 MiB unless told otherwise. A loop's own record is far smaller than what is left. */
enum { REQUEST_BYTES = 5 << 19, SHOWN_BYTES = 1 << 14, FULL_SEVERITY = 13 /* WARN */ };

/* Integers of 64 bits are texts in the protocol's JSON. */
static void write_integer(struct json_writer *json, const char *key, uint64_t number) {
    char text[24];
    snprintf(text, sizeof(text), "%" PRIu64, number);
    json_text(json, key, text);
}

static void begin_attribute(struct json_writer *json, const char *name) {
    json_begin_object(json, NULL);
    json_text(json, "key", name);
    json_begin_object(json, "value");
}

static void end_attribute(struct json_writer *json) {
    json_end_object(json);
    json_end_object(json);
}

static void write_text_attribute(struct json_writer *json, const char *name, const char *text) {
    if (!text)
        return;
    begin_attribute(json, name);
    json_text(json, "stringValue", text);
    end_attribute(json);
}

static void write_number_attribute(struct json_writer *json, const char *name, uint64_t number) {
    begin_attribute(json, name);
    write_integer(json, "intValue", number);
    end_attribute(json);
}

static void write_place(struct json_writer *json, const struct report_loop *loop) {
    write_text_attribute(json, "loopline.loop", loop->id);
    write_text_attribute(json, "code.file.path", fleet_file(loop));
    if (loop->where->line)
        write_number_attribute(json, "code.line.number", (uint64_t)loop->where->line);
    write_text_attribute(json, "code.function.name", loop->where->function);
}

/* The span in which a loop ran, as an example. */
static void write_span(struct json_writer *json, const struct report_entry *entry) {
    if (!entry || !entry->trace_id)
        return;
    json_text(json, "traceId", entry->trace_id);
    json_text(json, "spanId", entry->span_id);
}

/* From the request's start to the list of its records; `kind` is "Logs" or "Metrics". */
static void begin_request(struct json_writer *json, const struct report *report, const char *kind) {
    char key[32];
    json_begin_object(json, NULL);
    snprintf(key, sizeof(key), "resource%s", kind);
    json_begin_array(json, key);
    json_begin_object(json, NULL);
    json_begin_object(json, "resource");
    json_begin_array(json, "attributes");
    write_text_attribute(json, "service.name", report->service);
    for (size_t i = 0; i < report->attribute_count; i++)
        write_text_attribute(json, report->attributes[i].name, report->attributes[i].value);
    if (report->process_count) {
        write_number_attribute(json, "process.pid", report->processes[0].pid);
        write_text_attribute(json, "process.executable.path", report->processes[0].executable);
    }
    json_end_array(json);
    json_end_object(json);
    snprintf(key, sizeof(key), "scope%s", kind);
    json_begin_array(json, key);
    json_begin_object(json, NULL);
    json_begin_object(json, "scope");
    json_text(json, "name", "loopline");
    json_text(json, "version", LOOPLINE_VERSION);
    json_end_object(json);
    json_begin_array(json, kind[0] == 'L' ? "logRecords" : "metrics");
}

static void end_request(struct json_writer *json) {
    json_end_array(json);
    json_end_object(json);
    json_end_array(json);
    json_end_object(json);
    json_end_array(json);
    json_end_object(json);
    fputc('\n', json->file);
}

static void write_record(struct json_writer *json, const struct report *report,
                         const struct report_finding *finding) {
    struct pool pool = {0};
    const struct report_entry *entry = finding->loop->entry;
    json_begin_object(json, NULL);
    write_integer(json, "timeUnixNano", fleet_end_ns(report));
    json_count(json, "severityNumber", FULL_SEVERITY);
    json_text(json, "severityText", "WARN");
    json_text(json, "eventName", "loopline.loop");
    json_begin_object(json, "body");
    json_text(json, "stringValue",
              pool_format(&pool, "%s: %s repeats a statement %" PRIu64 " times in one go. %s", finding->kind,
                          finding->loop->where->short_place, finding->episodes.maximum, finding->advice));
    json_end_object(json);
    json_begin_array(json, "attributes");
    write_place(json, finding->loop);
    write_text_attribute(json, "loopline.kind", finding->kind);
    write_text_attribute(json, "loopline.confidence", finding->confidence);
    write_text_attribute(json, "db.system.name", finding->statement->driver);
    write_text_attribute(json, "db.query.text",
                         pool_format(&pool, "%.*s", SHOWN_BYTES, finding->statement->shown));
    write_number_attribute(json, "loopline.calls", finding->calls);
    write_number_attribute(json, "loopline.n.max", finding->episodes.maximum);
    if (entry) {
        write_text_attribute(json, "loopline.entry.kind", entry->kind);
        write_text_attribute(json, "loopline.entry.name", entry->name);
    }
    json_end_array(json);
    write_span(json, entry);
    json_end_object(json);
    pool_free(&pool);
}

static void write_logs(const struct report *report, FILE *output) {
    for (size_t i = 0; i < report->finding_count;) {
        struct json_writer json = {.file = output, .layout = JSON_LINE};
        begin_request(&json, report, "Logs");
        do
            write_record(&json, report, report->findings[i++]);
        while (i < report->finding_count && json_bytes(&json) < REQUEST_BYTES);
        end_request(&json);
    }
}

static void begin_metric(struct json_writer *json, const char *name, const char *unit,
                         const char *description) {
    json_begin_object(json, NULL);
    json_text(json, "name", name);
    json_text(json, "unit", unit);
    json_text(json, "description", description);
    json_begin_object(json, "sum");
    json_count(json, "aggregationTemporality", 2); /* cumulative, since the process's start */
    json_truth(json, "isMonotonic", true);
    json_begin_array(json, "dataPoints");
}

static void end_metric(struct json_writer *json) {
    json_end_array(json);
    json_end_object(json);
    json_end_object(json);
}

static void begin_point(struct json_writer *json, const struct report *report) {
    json_begin_object(json, NULL);
    write_integer(json, "startTimeUnixNano", fleet_start_ns(report));
    write_integer(json, "timeUnixNano", fleet_end_ns(report));
}

static void write_totals(struct json_writer *json, const struct report *report) {
    begin_metric(json, "loopline.statements", "{statement}", "Statements that were recorded.");
    begin_point(json, report);
    write_integer(json, "asInt", report->statements);
    json_end_object(json);
    end_metric(json);
    begin_metric(json, "loopline.database.time", "s", "Time in the database.");
    begin_point(json, report);
    json_real(json, "asDouble", report->seconds);
    json_end_object(json);
    end_metric(json);
}

static void write_exemplar(struct json_writer *json, const struct report *report,
                           const struct report_loop *loop) {
    if (!loop->entry || !loop->entry->trace_id)
        return;
    json_begin_array(json, "exemplars");
    json_begin_object(json, NULL);
    write_integer(json, "timeUnixNano", fleet_end_ns(report));
    write_integer(json, "asInt", loop->statements);
    write_span(json, loop->entry);
    json_end_object(json);
    json_end_array(json);
}

enum { LOOPS_A_REQUEST = 1000 };

static void write_metrics(const struct report *report, FILE *output) {
    size_t first = 0;
    do {
        struct json_writer json = {.file = output, .layout = JSON_LINE};
        const size_t left = report->loop_count - first;
        const size_t end = first + (left < LOOPS_A_REQUEST ? left : LOOPS_A_REQUEST);
        begin_request(&json, report, "Metrics");
        if (first == 0)
            write_totals(&json, report);
        begin_metric(&json, "loopline.loop.statements", "{statement}", "Statements that a loop repeated.");
        for (; first < end; first++) {
            begin_point(&json, report);
            write_integer(&json, "asInt", report->loops[first]->statements);
            json_begin_array(&json, "attributes");
            write_place(&json, report->loops[first]);
            json_end_array(&json);
            write_exemplar(&json, report, report->loops[first]);
            json_end_object(&json);
        }
        end_metric(&json);
        end_request(&json);
    } while (first < report->loop_count);
}

void write_otlp_report(const struct report *report, const struct report_style *style, FILE *output) {
    (void)style;
    write_logs(report, output);
    write_metrics(report, output);
}
