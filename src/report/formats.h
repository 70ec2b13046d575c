/* The formats of a report: one file each, and a line in the table of formats.c. */
#ifndef LOOPLINE_REPORT_FORMATS_H
#define LOOPLINE_REPORT_FORMATS_H

#include <stddef.h>
#include <stdio.h>

#include "base/version.h"
#include "model/report.h"

/* The site that a ticket is for, which limits its length. */
enum report_limit { REPORT_LIMIT_NONE, REPORT_LIMIT_GITHUB, REPORT_LIMIT_GITLAB, REPORT_LIMIT_JIRA };

/* How to write a report. All zero suits a file. */
struct report_style {
    size_t columns; /* width of the terminal, for text; 0: REPORT_DEFAULT_COLUMNS */
    bool colour;    /* terminal colours, in text */
    enum report_limit limit;
    bool all; /* also show what is otherwise folded or left out */
};

enum { REPORT_DEFAULT_COLUMNS = 100 };

/* If a loop repeats more statements than these, the others are only counted. */
enum { REPORT_STATEMENTS_SHOWN = 8 };

struct report_format {
    const char *name;   /* as in --format */
    const char *suffix; /* suffix of a file in this format, without the dot */
    /* Writes a readable report. The caller checks `output` with ferror. */
    void (*write)(const struct report *report, const struct report_style *style, FILE *output);
};

/* All formats; the last entry has no name. */
extern const struct report_format report_formats[];

/* Returns the format with this name, `name_bytes` long; NULL: none. */
const struct report_format *report_format_find(const char *name, size_t name_bytes);

void write_text_report(const struct report *report, const struct report_style *style, FILE *output);
void write_json_report(const struct report *report, const struct report_style *style, FILE *output);
void write_markdown_report(const struct report *report, const struct report_style *style, FILE *output);
void write_markdown_loop(const struct report_loop *loop, FILE *output); /* one loop by itself; of several
 statements without their stacks */
void write_jira_report(const struct report *report, const struct report_style *style, FILE *output);
void write_html_report(const struct report *report, const struct report_style *style, FILE *output);
void write_sarif_report(const struct report *report, const struct report_style *style, FILE *output);
void write_code_quality_report(const struct report *report, const struct report_style *style, FILE *output);
void write_junit_report(const struct report *report, const struct report_style *style, FILE *output);
void write_folded_report(const struct report *report, const struct report_style *style, FILE *output);
void write_speedscope_report(const struct report *report, const struct report_style *style, FILE *output);
void write_ndjson_report(const struct report *report, const struct report_style *style, FILE *output);
void write_openmetrics_report(const struct report *report, const struct report_style *style, FILE *output);
void write_otlp_report(const struct report *report, const struct report_style *style, FILE *output);

#endif
