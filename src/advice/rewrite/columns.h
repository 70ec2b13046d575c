/*
 * Columns, tables and conditions in a statement's tokens.
 */
#ifndef LOOPLINE_ANALYZE_REWRITE_COLUMNS_H
#define LOOPLINE_ANALYZE_REWRITE_COLUMNS_H

#include "statement.h"

/* ---- columns and tables ---- */

struct column {
    struct span span; /* with qualifiers */
    size_t name;      /* the token */
};

/* Whether all of `span` is a column's name. */
bool column_read(const struct rewrite_statement *statement, struct span span, struct column *column);

/* The same column, as far as the names tell: one that is not qualified is any of its name. */
bool columns_equal(const struct rewrite_statement *statement, const struct column *left,
                   const struct column *right);

struct table {
    struct span name;
    size_t alias; /* the token; that of the unqualified name where there is no alias */
};

/* Whether all of `span` is one table, with or without an alias. */
bool table_read(const struct rewrite_statement *statement, struct span span, struct table *table);

/* ---- conditions ---- */

struct condition {
    struct span span; /* as it stands in the text */
    bool is_equality; /* column = ?, column = ?::type, or the other way round */
    struct column column;
    struct span type; /* empty: there is no cast */
    size_t placeholder;
};

enum { MOST_CONDITIONS = 32 };

struct conditions {
    struct condition items[MOST_CONDITIONS];
    size_t count;
};

/* What AND joins, parentheses aside. False: more than MOST_CONDITIONS. */
bool conditions_read(const struct rewrite_statement *statement, struct span where,
                     struct conditions *conditions);

#endif
