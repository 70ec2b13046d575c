/*
 * Statements in normal form rewritten to do for many values what they do for one.
 *
 * What comes out is a statement of the dialect that PostgreSQL or SQLite can prepare, but for ", ..." and
 * " union all ...", which stand for more of the same. Where a statement is not understood, or might mean
 * something else for many values, nothing comes out. Texts live in the pool.
 */
#ifndef LOOPLINE_ANALYZE_REWRITE_H
#define LOOPLINE_ANALYZE_REWRITE_H

#include "analyze/merge/merged_capture.h"

/* What a SELECT returns for one value. */
enum rewrite_result {
    REWRITE_ROWS,
    REWRITE_AGGREGATE, /* count(*), sum(x) … of the rows */
    REWRITE_EXISTENCE, /* whether there are any */
};

struct rewrite_hints {
    bool at_most_one_row; /* no execution has returned more */
    /*
     * The parameter whose values are known to differ from one execution to the next, 1 for the first; 0: none
     * is. A statement may hold literals besides, so its placeholders are only told apart by it where a single
     * one is compared with a column by =: if it is that one, the others keep their values. Else all that are
     * compared by = may differ, and a statement with others is left alone.
     */
    size_t varying;
};

struct rewritten {
    const char *sql; /* NULL: none that is certain */
    enum rewrite_result result;
    const char *key; /* the unqualified column by which rows are chosen; NULL: several, or none is known */
    bool by_foreign_key; /* that one refers to the statement that is looped over; false from here */
    bool without_limit;  /* a LIMIT was left out, which a key that is unique has no use for */
};

/*
 * `select … where column = ?` for a set of values, with the column among the results so that rows find back
 * to their values; an aggregate by groups of the column.
 */
struct rewritten rewrite_read_for_many(struct pool *pool, const struct merged_statement *statement,
                                       const struct rewrite_hints *hints);

/* `delete … where column = ?` for a set of values; NULL as above. */
const char *rewrite_delete_for_many(struct pool *pool, const struct merged_statement *statement);

/*
 * `update … set a = ? where column = ?` with a value of `a` for each of many; where nothing but the key is a
 * value, for a set of keys. On SQLite it needs version 3.33.
 */
const char *rewrite_update_for_many(struct pool *pool, const struct merged_statement *statement);

/* `insert … values (?, …)` with several rows. */
const char *rewrite_insert_for_many(struct pool *pool, const struct merged_statement *statement);

/*
 * The parent's rows with the child's beside them, by a left join: both are plain selects of columns of one
 * table. The placeholder of the child, 1 for the first, takes its value from the column of the parent's
 * result, by its name there. Right where the child returns at most one row for each of the parent's.
 */
const char *rewrite_join(struct pool *pool, const struct merged_statement *parent, const char *parent_column,
                         const struct merged_statement *child, size_t placeholder);

/*
 * The table that a statement reads or changes, by its unqualified name: the first one, of a subquery's where
 * that comes first. NULL: not known.
 */
const char *rewrite_table(struct pool *pool, const struct merged_statement *statement);

#endif
