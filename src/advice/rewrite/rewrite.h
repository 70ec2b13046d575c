/*
 * Statements in normal form, rewritten to do for many values what they do for one.
 *
 * What comes out is a statement that PostgreSQL or SQLite can prepare, but for ", ..." and " union all ...",
 * which stand for more of the same. A statement that is not understood, or that might mean something else for
 * many values, is not rewritten; tests/e2e/test_rewrite.py runs both on random rows and compares. One limit
 * is not visible in a statement: a column whose collation takes different texts for equal.
 *
 * Texts live in the pool. One thread uses a pool at a time.
 */
#ifndef LOOPLINE_ADVICE_REWRITE_REWRITE_H
#define LOOPLINE_ADVICE_REWRITE_REWRITE_H

#include "analyze/merge/merged_capture.h"

/* What a SELECT returns for one value. */
enum rewrite_result {
    REWRITE_ROWS,
    REWRITE_AGGREGATE, /* count(*), sum(x) … of the rows */
    REWRITE_EXISTENCE, /* whether there are any */
};

struct rewritten {
    const char *sql; /* NULL: none that is certain */
    enum rewrite_result result;
    const char *key; /* the unqualified column by which rows are chosen; NULL: several, or none is known */
    bool by_foreign_key; /* that one refers to the statement that is looped over; false from here */
    bool without_limit;  /* LIMIT or OFFSET were left out: they are to be applied to the rows of each key */
    bool each_key_once;  /* the statement may hold each key only once: that of its last execution */
};

/*
 * SELECT, UPDATE and DELETE by `column = ?` for a set of values, INSERT with several rows.
 *
 * A SELECT gets the columns among its results that lead rows back to their values, and an aggregate is
 * grouped by them. UPDATE with values of its own joins a table of them; on SQLite that needs version 3.33.
 * Every placeholder is taken to vary. `at_most_one_row`: no execution has returned more.
 */
struct rewritten rewrite_for_many(struct pool *pool, const struct merged_statement *statement,
                                  bool at_most_one_row);

/*
 * The parent's rows with the child's beside them, by a left join; NULL where that is not certain. Both are
 * plain selects of columns of one table. `parameter` of the child, 1 for the first, has its values from
 * the parent's result column of that name. Right where the child returns at most one row for each of the
 * parent's.
 */
const char *rewrite_join(struct pool *pool, const struct merged_statement *parent, const char *parent_column,
                         const struct merged_statement *child, size_t parameter);

/*
 * The table that a statement reads or changes, by its unqualified name: the first one, of a subquery's where
 * that comes first. NULL: not known.
 */
const char *rewrite_table(struct pool *pool, const struct merged_statement *statement);

#endif
