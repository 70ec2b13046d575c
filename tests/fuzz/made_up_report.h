/*
 * A report whose texts and numbers are what the fuzzer says; its shape (loops, findings, frames) is always
 * the same, and so is which texts are unknown.
 */
#ifndef TESTS_FUZZ_MADE_UP_REPORT_H
#define TESTS_FUZZ_MADE_UP_REPORT_H

#include <math.h>
#include <string.h>

#include "model/report.h"
#include "report/escape/text.h"

enum { FUZZ_LOOPS = 3, FUZZ_FRAMES = 3, FUZZ_TEXT_BYTES = 512 };

/* What is left of an input: texts end at a NUL. Behind its end all texts are "x" and all numbers 7. */
struct fuzz_bytes {
    const uint8_t *at;
    size_t left;
};

static inline uint64_t fuzz_number(struct fuzz_bytes *bytes) {
    uint64_t number = 7;
    if (bytes->left >= sizeof number) {
        memcpy(&number, bytes->at, sizeof number);
        bytes->at += sizeof number;
        bytes->left -= sizeof number;
    }
    return number;
}

/* Any time: also none, and one below zero, which a clock that was set back gives. */
static inline double fuzz_seconds(struct fuzz_bytes *bytes) {
    const uint64_t number = fuzz_number(bytes);
    return number % 5 == 0 ? NAN : (double)(int64_t)number * 1e-9;
}

/* Escaped as the model escapes, and never empty, as no text is that names a thing. */
static inline const char *fuzz_text(struct fuzz_bytes *bytes, struct pool *pool) {
    char text[FUZZ_TEXT_BYTES] = "x";
    size_t length = 0;
    while (bytes->left && *bytes->at && length + 1 < sizeof text) {
        text[length++] = (char)*bytes->at++;
        bytes->left--;
    }
    if (bytes->left) { /* its end */
        bytes->at++;
        bytes->left--;
    }
    return escape_text(pool, text);
}

static inline const struct report_frame *fuzz_frame(struct report *report, struct fuzz_bytes *bytes) {
    struct pool *pool = &report->pool;
    struct report_frame *frame = pool_allocate(pool, 1, sizeof *frame);
    const char *const file = fuzz_text(bytes, pool);
    const char *const function = fuzz_text(bytes, pool);
    const int line = 1 + (int)(fuzz_number(bytes) % 100000);
    *frame = (struct report_frame){
        .number = report->frame_count,
        .file = pool_format(pool, "/%s", file),
        .repository_path = file,
        .line = line,
        .function = function,
        .short_name = function,
        .language = "c",
        .module = fuzz_text(bytes, pool),
        .position = fuzz_number(bytes),
        .in_loop = true,
        .application = true,
    };
    frame->place = pool_format(pool, "/%s:%d", file, line);
    frame->short_place = pool_format(pool, "%s:%d", report_basename(file), line);
    frame->name = pool_format(pool, "%s in %s", frame->place, function);
    report->frames[report->frame_count++] = frame;
    return frame;
}

static inline const struct report_stack *fuzz_stack(struct report *report, struct fuzz_bytes *bytes) {
    struct report_stack *stack = pool_allocate(&report->pool, 1, sizeof *stack);
    stack->frames = pool_allocate(&report->pool, FUZZ_FRAMES, sizeof *stack->frames);
    for (; stack->count < FUZZ_FRAMES; stack->count++)
        stack->frames[stack->count] = fuzz_frame(report, bytes);
    return stack;
}

static inline const struct report_statement *fuzz_statement(struct report *report, struct fuzz_bytes *bytes) {
    struct report_statement *statement = pool_allocate(&report->pool, 1, sizeof *statement);
    const char *const text = fuzz_text(bytes, &report->pool);
    *statement =
        (struct report_statement){report->statement_count, text, text, fuzz_number(bytes), "sqlite", "read"};
    report->statements_seen[report->statement_count++] = statement;
    return statement;
}

static inline const struct report_parent *fuzz_parent(struct report *report, struct fuzz_bytes *bytes,
                                                      const struct report_frame *frame) {
    struct report_parent *parent = pool_allocate(&report->pool, 1, sizeof *parent);
    struct report_value_match *match = pool_allocate(&report->pool, 1, sizeof *match);
    *match = (struct report_value_match){1, fuzz_text(bytes, &report->pool), fuzz_number(bytes),
                                         fuzz_number(bytes)};
    *parent = (struct report_parent){
        fuzz_statement(report, bytes), fuzz_number(bytes), fuzz_number(bytes), frame, frame, match, 1};
    return parent;
}

static inline struct report_folded_stack fuzz_folded(struct report *report,
                                                     const struct report_stack *stack) {
    struct report_folded_stack folded = {pool_allocate(&report->pool, stack->count, sizeof *folded.lines), 0,
                                         true};
    for (; folded.count < stack->count; folded.count++)
        folded.lines[folded.count] = (struct report_stack_line){
            .frame = stack->frames[folded.count],
            .folded = folded.count == 0 ? 4 : 0,
            .folded_in = stack->frames[0]->module,
            .is_reported = folded.count == 1,
            .is_loop = folded.count == 2,
        };
    return folded;
}

/* With its call site, as the number of sites is that of findings. */
static inline struct report_finding *fuzz_finding(struct report *report, struct fuzz_bytes *bytes,
                                                  struct report_loop *loop) {
    struct pool *pool = &report->pool;
    struct report_finding *finding = pool_allocate(pool, 1, sizeof *finding);
    const struct report_stack *const stack = fuzz_stack(report, bytes);
    *finding = (struct report_finding){
        .id = "0123456789abcdef",
        .number = report->finding_count + 1,
        .kind = "n+1",
        .kind_text = "one statement for each of many values",
        .confidence = "confirmed",
        .statement = fuzz_statement(report, bytes),
        .loop = loop,
        .where = stack->frames[1],
        .call_site = stack->frames[0],
        .calls = fuzz_number(bytes),
        .distinct_parameters = fuzz_number(bytes),
        .episodes = {fuzz_number(bytes), fuzz_number(bytes), 2, 3, fuzz_number(bytes)},
        .seconds = fuzz_seconds(bytes),
        .saving_seconds = fuzz_seconds(bytes),
        .advice = fuzz_text(bytes, pool),
        .advice_sql = fuzz_text(bytes, pool),
        .parent = fuzz_parent(report, bytes, stack->frames[2]),
        .stack = stack,
        .folded = fuzz_folded(report, stack),
    };
    struct report_site *site = pool_allocate(pool, 1, sizeof *site);
    struct report_span *span = pool_allocate(pool, 1, sizeof *span);
    *span = (struct report_span){0, (uint32_t)fuzz_number(bytes), fuzz_number(bytes), fuzz_number(bytes)};
    *site = (struct report_site){
        .statement = finding->statement,
        .calls = finding->calls,
        .rows = finding->calls,
        .seconds = finding->seconds,
        .call_site = finding->call_site,
        .telling = finding->where,
        .stack = stack,
        .spans = span,
        .span_count = 1,
        .finding = finding,
        .entry = loop->entry,
    };
    report->sites[report->site_count++] = site;
    report->findings[report->finding_count++] = finding;
    return finding;
}

static inline struct report_source fuzz_source(struct report *report, struct fuzz_bytes *bytes, int line) {
    struct report_source_line *lines = pool_allocate(&report->pool, 2, sizeof *lines);
    lines[0] = (struct report_source_line){line - 1, fuzz_text(bytes, &report->pool), false};
    lines[1] = (struct report_source_line){line, fuzz_text(bytes, &report->pool), true};
    return (struct report_source){lines, 2};
}

static inline struct report_loop *fuzz_loop(struct report *report, struct fuzz_bytes *bytes) {
    struct pool *pool = &report->pool;
    struct report_loop *loop = pool_allocate(pool, 1, sizeof *loop);
    struct report_entry *entry = pool_allocate(pool, 1, sizeof *entry);
    const struct report_frame *const frame = fuzz_frame(report, bytes);
    *entry = (struct report_entry){.kind = "request",
                                   .name = fuzz_text(bytes, pool),
                                   .others = 1,
                                   .frame = frame,
                                   .trace_id = "4bf92f3577b34da6a3ce929d0e0e4736",
                                   .span_id = "00f067aa0ba902b7",
                                   .executions = 3,
                                   .of = fuzz_number(bytes)};
    *loop = (struct report_loop){
        .id = pool_format(pool, "%016zx", report->loop_count),
        .number = report->loop_count + 1,
        .where = frame,
        .header_line = 1,
        .source = fuzz_source(report, bytes, frame->line),
        .through = fuzz_frame(report, bytes),
        .body = fuzz_frame(report, bytes),
        .entry = entry,
        .nested_in = report->loop_count ? report->loops[0] : NULL,
        .findings = pool_allocate(pool, 2, sizeof *loop->findings),
        .statements = fuzz_number(bytes),
        .processes = 3,
        .of_processes = 8,
        .seconds = fuzz_seconds(bytes),
        .transaction_seconds = fuzz_seconds(bytes),
        .saving_seconds = fuzz_seconds(bytes),
    };
    while (loop->finding_count < 2)
        loop->findings[loop->finding_count++] = fuzz_finding(report, bytes, loop);
    report->loops[report->loop_count++] = loop;
    return loop;
}

static inline void fuzz_add_process(struct report *report, struct fuzz_bytes *bytes) {
    struct pool *pool = &report->pool;
    const char **arguments = pool_allocate(pool, 1, sizeof *arguments);
    arguments[0] = fuzz_text(bytes, pool);
    report->processes[report->process_count++] = (struct report_process){
        (uint32_t)fuzz_number(bytes), fuzz_text(bytes, pool), arguments,          1,   fuzz_text(bytes, pool),
        fuzz_number(bytes),           fuzz_seconds(bytes),    fuzz_number(bytes), true};
}

/* Freed by pool_free(&report->pool). */
static inline void fuzz_make_report(struct report *report, struct fuzz_bytes bytes) {
    struct pool *pool = &report->pool;
    enum { MOST = 100 };
    *report = (struct report){.is_readable = true, .found_files = true};
    report->loops = pool_allocate(pool, FUZZ_LOOPS, sizeof(void *));
    report->findings = pool_allocate(pool, MOST, sizeof(void *));
    report->sites = pool_allocate(pool, MOST, sizeof(void *));
    report->frames = pool_allocate(pool, MOST, sizeof(void *));
    report->statements_seen = pool_allocate(pool, MOST, sizeof(void *));
    report->processes = pool_allocate(pool, 1, sizeof *report->processes);
    report->libraries = pool_allocate(pool, 1, sizeof *report->libraries);
    report->dismissed = pool_allocate(pool, 1, sizeof *report->dismissed);
    report->notes = pool_allocate(pool, 1, sizeof *report->notes);
    report->statements = fuzz_number(&bytes);
    report->seconds = fuzz_seconds(&bytes);
    report->threads = report->fingerprints = 2;
    fuzz_add_process(report, &bytes);
    while (report->loop_count < FUZZ_LOOPS)
        fuzz_loop(report, &bytes);
    report->libraries[report->library_count++] = (struct report_library){
        fuzz_text(&bytes, pool), fuzz_text(&bytes, pool), "sqlite", fuzz_text(&bytes, pool)};
    report->dismissed[report->dismissed_count++] =
        (struct report_dismissal){"below threshold", fuzz_number(&bytes), 3};
    report->notes[report->note_count++] = fuzz_text(&bytes, pool);
}

#endif
