/*
 * What every format says of a report in the same words.
 */
#ifndef LOOPLINE_REPORT_FACTS_H
#define LOOPLINE_REPORT_FACTS_H

#include "report/report.h"

struct fact_list {
    const char **items;
    size_t count;
    size_t capacity;
};

/*
 * What a reader has to know to judge how much the report can be trusted: parts that could not be read,
 * recording that ended early, processes still running, modules without lines. Escaped; in `pool`.
 */
struct fact_list report_notes(struct pool *pool, const struct report *report);

/* Why a report has no statements, and what to do. Escaped. */
const char *report_no_statements_text(void);

/* The sites of the run with the most executions first; the array lives in `pool`. */
const struct merged_site **report_sites_by_calls(struct pool *pool, const struct merged_capture *merged);

const char *driver_name(enum loopline_driver driver); /* "sqlite", "postgresql" */
const char *statement_class_name(enum sql_class statement_class);

/* The statement's text, escaped; NULL where it was never seen. */
const char *statement_text(struct pool *pool, const struct merged_statement *statement);

/* How long the process ran; NAN where its clock does not tell. */
double capture_seconds(const struct capture *capture);

#endif
