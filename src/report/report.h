/*
 * A report: what captures say together, and the forms in which it can be written.
 */
#ifndef LOOPLINE_REPORT_REPORT_H
#define LOOPLINE_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "analyze/judge/findings.h"
#include "analyze/merge/merged_capture.h"

struct report_options {
    uint64_t threshold;               /* least N of a finding; 0: FINDINGS_DEFAULT_THRESHOLD */
    const char *application_prefixes; /* see struct application_rule; must outlive the report */
};

struct report {
    struct pool pool;              /* owns this struct and the problems */
    struct merged_capture *merged; /* NULL: no capture could be read */
    struct findings *findings;     /* NULL then, too */
    const char **problems;         /* captures that could not be read: a message each, not escaped */
    size_t problem_count;
    size_t problem_capacity;
};

/*
 * Reads captures, or all captures of a directory, merges and judges them. Never NULL: what could not be
 * read is among the problems. Freed by report_free.
 */
struct report *report_new(const char *const *paths, size_t path_count, const struct report_options *options);
void report_free(struct report *report); /* NULL is fine */

struct report_format {
    const char *name;   /* as in --format */
    const char *suffix; /* of a file in this format, without the dot */
    /* Writes a report that has a run. Errors of `output` are for the caller to see by ferror. */
    void (*write)(const struct report *report, FILE *output);
};

/* All formats, ended by one without a name. */
extern const struct report_format report_formats[];

/* The format of that name, `name_bytes` long; NULL: there is none. */
const struct report_format *report_format_find(const char *name, size_t name_bytes);

#endif
