/*
 * Rewrites statements in normal form to do for many values what they do for one.
 *
 * Apart from ", ..." and " union all ...", which stand for more of the same, the result is a statement that
 * PostgreSQL or SQLite can prepare. A statement that is not understood, or that might mean something else for
 * many values, is not rewritten; tests/e2e/test_rewrite.py runs both on random rows and compares. One limit
 * does not show in a statement: a collation that treats different texts as equal.
 *
 * Texts belong to `pool`. One thread uses a pool at a time.
 */
#ifndef LOOPLINE_ADVICE_REWRITE_REWRITE_H
#define LOOPLINE_ADVICE_REWRITE_REWRITE_H

#include "analyze/merge/merged_capture.h"

/* What a SELECT returns for one value. */
enum rewrite_result {
    REWRITE_ROWS,
    REWRITE_AGGREGATE, /* count(*), sum(x) … */
    REWRITE_EXISTENCE, /* whether there are any rows */
};

struct rewritten {
    const char *sql; /* NULL: none that is certainly right */
    enum rewrite_result result;
    const char *key;     /* the unqualified column that selects the rows; NULL: several, or unknown */
    bool by_foreign_key; /* `key` refers to the table of the statement looped over; set by the caller, false
                            here */
    bool without_limit;  /* LIMIT or OFFSET was left out; apply it to the rows of each key */
    bool each_key_once;  /* each key may appear only once, with the values of its last execution */
};

/*
 * Rewrites SELECT, UPDATE and DELETE by `column = ?` for a set of values, and INSERT for several rows.
 *
 * A SELECT's result gets the columns that tell which value a row belongs to, and an aggregate is grouped by
 * them. An UPDATE that sets values joins a table of them; on SQLite that needs version 3.33. Every
 * placeholder is assumed to vary. `at_most_one_row`: no execution returned more.
 */
struct rewritten rewrite_for_many(struct pool *pool, const struct merged_statement *statement,
                                  bool at_most_one_row);

/*
 * Returns a left join of the parent's rows with the child's, or NULL if it would not certainly be right. Both
 * must be plain selects of columns of one table. The child's parameter number `parameter`, counted from 1,
 * has its values from the parent's result column `parent_column`. Correct only if the child returns at most
 * one row for each of the parent's.
 */
const char *rewrite_join(struct pool *pool, const struct merged_statement *parent, const char *parent_column,
                         const struct merged_statement *child, size_t parameter);

/*
 * Returns the unqualified name of the first table that a statement reads or changes, which may be in a
 * subquery. NULL: unknown.
 */
const char *rewrite_table(struct pool *pool, const struct merged_statement *statement);

#endif
