/*
 * Statements in normal form rewritten to do for many values what they do for one.
 */
#ifndef LOOPLINE_ANALYZE_REWRITE_H
#define LOOPLINE_ANALYZE_REWRITE_H

#include "analyze/run.h"

/*
 * `select … where column = ?` for a set of values, with the column among the results so that rows find back
 * to their values. NULL where the statement is not that simple: more than one placeholder, LIMIT, GROUP BY,
 * DISTINCT, set operations, subqueries, a truncated text.
 */
const char *rewrite_read_for_many(struct pool *pool, const struct run_statement *statement);

/* `delete … where column = ?` for a set of values; NULL as above. */
const char *rewrite_delete_for_many(struct pool *pool, const struct run_statement *statement);

/* `insert … values (?, …)` with several rows; NULL where the values are more than placeholders. */
const char *rewrite_insert_for_many(struct pool *pool, const struct run_statement *statement);

#endif
