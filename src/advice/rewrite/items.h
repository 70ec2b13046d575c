/*
 * What the list of a SELECT is made of.
 */
#ifndef LOOPLINE_ANALYZE_REWRITE_ITEMS_H
#define LOOPLINE_ANALYZE_REWRITE_ITEMS_H

#include "columns.h"

enum item_kind {
    ITEM_OTHER,  /* not understood: a subquery, a function that may be an aggregate */
    ITEM_STAR,   /* * or table.* */
    ITEM_COLUMN, /* a column and nothing else */
    ITEM_SCALAR, /* an expression over one row */
    ITEM_AGGREGATE,
    ITEM_VALUE, /* a literal or parameter alone */
};

struct item {
    enum item_kind kind;
    struct span expression;
    struct column column; /* ITEM_COLUMN */
    size_t name;          /* the token of the name in the result: the alias or a column's; 0: none is given */
    bool has_alias;
};

struct item item_read(const struct rewrite_statement *statement, struct span span);

#endif
