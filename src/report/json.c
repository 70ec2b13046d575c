#include "report/escape/json.h"
#include "report/formats.h"

/*
 * The format loopline.report/2: src/report/schema/report.json. Every key is always there, null where nothing
 * is known.
 */

/* ---- frames ---- */

/* The module, and where nothing tells the line, the place in it: the offset behind the call. */
static void write_module(struct json_writer *json, const struct report_frame *frame) {
    json_text(json, "module", frame->module);
    if (frame->module && frame->line <= 0)
        json_count(json, "offset", frame->position);
    else
        json_null_value(json, "offset");
}

static void write_place_members(struct json_writer *json, const struct report_frame *frame) {
    json_text(json, "file", frame->file);
    json_number_or_null(json, "line", frame->line);
    json_text(json, "function", frame->function);
    json_text(json, "language", frame->language);
    write_module(json, frame);
}

static void write_place(struct json_writer *json, const char *key, const struct report_frame *frame) {
    if (!frame) {
        json_null_value(json, key);
        return;
    }
    json_begin_object(json, key);
    write_place_members(json, frame);
    json_end_object(json);
}

static void write_line_members(struct json_writer *json, const struct report_frame *where, int header_line) {
    json_text(json, "file", where->file);
    json_number_or_null(json, "line", where->line);
    json_number_or_null(json, "header_line", header_line);
    json_text(json, "function", where->function);
    json_text(json, "language", where->language);
    write_module(json, where);
}

static void write_stack(struct json_writer *json, const struct report_stack *stack) {
    json_begin_array(json, "stack");
    for (size_t i = 0; i < stack->count; i++) {
        const struct report_frame *frame = stack->frames[i];
        json_next_in_line(json);
        json_begin_object(json, NULL);
        write_place_members(json, frame);
        json_truth(json, "in_loop", frame->in_loop);
        json_truth(json, "application", frame->application);
        json_end_object(json);
    }
    json_end_array(json);
}

/* ---- findings ---- */

static void write_value_matches(struct json_writer *json, const struct report_parent *parent) {
    json_begin_array(json, "links");
    for (size_t i = 0; i < parent->value_match_count; i++) {
        const struct report_value_match *match = &parent->value_matches[i];
        json_begin_object(json, NULL);
        json_count(json, "parameter", match->parameter);
        json_text(json, "column", match->column);
        json_count(json, "matched", match->matched);
        json_count(json, "of", match->of);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_parent(struct json_writer *json, const struct report_parent *parent) {
    if (!parent) {
        json_null_value(json, "parent");
        return;
    }
    json_begin_object(json, "parent");
    json_text(json, "statement", parent->statement->text);
    json_hexadecimal(json, "fingerprint", parent->statement->fingerprint);
    json_count(json, "calls", parent->calls);
    json_count(json, "rows", parent->rows);
    write_place(json, "site", parent->site);
    write_value_matches(json, parent);
    json_end_object(json);
}

static void write_finding_loop(struct json_writer *json, const struct report_finding *finding) {
    json_begin_object(json, "loop");
    write_line_members(json, finding->where, finding->header_line);
    write_place(json, "through", finding->through);
    write_place(json, "body", finding->body);
    json_end_object(json);
}

static void write_finding(struct json_writer *json, const struct report_finding *finding) {
    json_begin_object(json, NULL);
    json_text(json, "id", finding->id);
    json_text(json, "loop_id", finding->loop->id);
    json_text(json, "kind", finding->kind);
    json_text(json, "confidence", finding->confidence);
    json_text(json, "statement", finding->statement->text);
    json_hexadecimal(json, "fingerprint", finding->statement->fingerprint);
    json_text(json, "driver", finding->statement->driver);
    write_finding_loop(json, finding);
    write_place(json, "call_site", finding->call_site);
    json_count(json, "calls", finding->calls);
    json_count(json, "episodes", finding->episodes.count);
    json_begin_object(json, "n");
    json_count(json, "median", finding->episodes.median);
    json_count(json, "max", finding->episodes.maximum);
    json_end_object(json);
    json_count(json, "distinct_parameters", finding->distinct_parameters);
    json_real(json, "database_seconds", finding->seconds);
    json_real(json, "saving_seconds", finding->saving_seconds);
    write_parent(json, finding->parent);
    json_text(json, "nested_in", finding->nested_in ? finding->nested_in->id : NULL);
    json_begin_object(json, "fix");
    json_text(json, "summary", finding->advice);
    json_text(json, "sql", finding->advice_sql);
    json_end_object(json);
    write_stack(json, finding->stack);
    json_end_object(json);
}

/* ---- loops ---- */

static void write_entry(struct json_writer *json, const struct report_entry *entry) {
    if (!entry) {
        json_null_value(json, "entry");
        return;
    }
    json_begin_object(json, "entry");
    json_text(json, "kind", entry->kind);
    json_text(json, "name", entry->name);
    json_text(json, "file", entry->frame ? entry->frame->file : NULL);
    json_number_or_null(json, "line", entry->frame ? entry->frame->line : 0);
    json_count(json, "others", entry->others);
    json_text(json, "trace_id", entry->trace_id);
    json_text(json, "span_id", entry->span_id);
    json_count(json, "executions", entry->executions);
    json_count(json, "of", entry->of);
    json_end_object(json);
}

static void write_loop(struct json_writer *json, const struct report_loop *loop) {
    json_begin_object(json, NULL);
    json_text(json, "id", loop->id);
    json_begin_object(json, "where");
    write_line_members(json, loop->where, loop->header_line);
    json_end_object(json);
    write_place(json, "through", loop->through);
    write_place(json, "body", loop->body);
    write_entry(json, loop->entry);
    json_text(json, "nested_in", loop->nested_in ? loop->nested_in->id : NULL);
    json_begin_array(json, "findings");
    for (size_t i = 0; i < loop->finding_count; i++)
        json_text(json, NULL, loop->findings[i]->id);
    json_end_array(json);
    json_count(json, "statements", loop->statements);
    json_count(json, "processes", loop->processes);
    json_real(json, "database_seconds", loop->seconds);
    json_real(json, "transaction_seconds", loop->transaction_seconds);
    json_real(json, "saving_seconds", loop->saving_seconds);
    json_end_object(json);
}

/* ---- the rest ---- */

static void write_process(struct json_writer *json, const struct report_process *process) {
    json_begin_object(json, NULL);
    json_count(json, "pid", process->pid);
    json_text(json, "exe", process->executable);
    json_begin_array(json, "argv");
    for (size_t i = 0; i < process->argument_count; i++)
        json_text(json, NULL, process->arguments[i]);
    json_end_array(json);
    json_time(json, "start", process->start_ns);
    json_real(json, "seconds", process->seconds);
    json_truth(json, "sealed", process->sealed);
    if (process->memory_bytes)
        json_count(json, "loopline_memory_bytes", process->memory_bytes);
    else
        json_null_value(json, "loopline_memory_bytes");
    json_end_object(json);
}

static void write_totals(struct json_writer *json, const struct report *report) {
    json_begin_object(json, "totals");
    json_count(json, "statements", report->statements);
    json_count(json, "fingerprints", report->fingerprints);
    json_count(json, "threads", report->threads);
    json_count(json, "dropped", report->dropped);
    json_real(json, "database_seconds", report->seconds);
    json_end_object(json);
}

static void write_library(struct json_writer *json, const struct report_library *library) {
    json_begin_object(json, NULL);
    json_text(json, "name", library->name);
    json_text(json, "path", library->path);
    json_text(json, "kind", library->driver);
    json_text(json, "version", library->version);
    json_end_object(json);
}

static void write_dismissal(struct json_writer *json, const struct report_dismissal *dismissal) {
    json_begin_object(json, NULL);
    json_text(json, "reason", dismissal->reason);
    json_count(json, "statements", dismissal->statements);
    json_count(json, "sites", dismissal->sites);
    json_end_object(json);
}

static void write_site(struct json_writer *json, const struct report_site *site) {
    json_begin_object(json, NULL);
    json_text(json, "statement", site->statement->text);
    json_hexadecimal(json, "fingerprint", site->statement->fingerprint);
    json_text(json, "class", site->statement->statement_class);
    json_count(json, "calls", site->calls);
    json_count(json, "rows", site->rows);
    json_real(json, "database_seconds", site->seconds);
    write_place(json, "site", site->call_site);
    json_begin_object(json, "verdict");
    if (site->finding)
        json_text(json, "finding", site->finding->id);
    else
        json_text(json, "reason", site->reason);
    json_end_object(json);
    json_end_object(json);
}

void write_json_report(const struct report *report, const struct report_style *style, FILE *output) {
    struct json_writer json = {.file = output};
    (void)style;
    json_begin_object(&json, NULL);
    json_text(&json, "schema", "loopline.report/2");
    json_begin_array(&json, "processes");
    for (size_t i = 0; i < report->process_count; i++)
        write_process(&json, &report->processes[i]);
    json_end_array(&json);
    write_totals(&json, report);
    json_begin_array(&json, "libraries");
    for (size_t i = 0; i < report->library_count; i++)
        write_library(&json, &report->libraries[i]);
    json_end_array(&json);
    json_begin_array(&json, "loops");
    for (size_t i = 0; i < report->loop_count; i++)
        write_loop(&json, report->loops[i]);
    json_end_array(&json);
    json_begin_array(&json, "findings");
    for (size_t i = 0; i < report->finding_count; i++)
        write_finding(&json, report->findings[i]);
    json_end_array(&json);
    json_begin_array(&json, "dismissed");
    for (size_t i = 0; i < report->dismissed_count; i++)
        write_dismissal(&json, &report->dismissed[i]);
    json_end_array(&json);
    json_begin_array(&json, "sites");
    for (size_t i = 0; i < report->site_count; i++)
        write_site(&json, report->sites[i]);
    json_end_array(&json);
    json_begin_array(&json, "notes");
    for (size_t i = 0; i < report->note_count; i++)
        json_text(&json, NULL, report->notes[i]);
    json_end_array(&json);
    json_end_object(&json);
    fputc('\n', output);
}
