/*
 * The parts of a SELECT, UPDATE or DELETE: its clauses, its result list, the conditions joined by AND, and
 * the keys among them, whose values vary between the executions of a loop.
 */
#ifndef LOOPLINE_ADVICE_REWRITE_QUERY_H
#define LOOPLINE_ADVICE_REWRITE_QUERY_H

#include "tokens.h"

enum clause {
    CLAUSE_HEAD, /* what follows the verb: the list of a SELECT, the table of an UPDATE */
    CLAUSE_SET,
    CLAUSE_FROM,
    CLAUSE_WHERE,
    CLAUSE_GROUP,
    CLAUSE_HAVING,
    CLAUSE_ORDER,
    CLAUSE_LIMIT,   /* with the words LIMIT and OFFSET */
    CLAUSE_LOCKING, /* with the word FOR */
    CLAUSES,
};

struct column {
    struct span span; /* with qualifiers */
    size_t name;      /* the token */
};

struct table {
    struct span name;
    size_t alias; /* the token; without an alias, that of the unqualified name */
};

enum item_kind {
    ITEM_OTHER,  /* unknown: a subquery, or a function that may be an aggregate */
    ITEM_STAR,   /* * or table.* */
    ITEM_COLUMN, /* a column and nothing else */
    ITEM_SCALAR, /* an expression over one row */
    ITEM_AGGREGATE,
    ITEM_VALUE, /* a literal or parameter alone */
};

/* An item of a SELECT's list. */
struct item {
    enum item_kind kind;
    struct span expression;
    struct column column; /* ITEM_COLUMN */
    size_t alias;         /* the token; 0: none */
    size_t name;          /* the token of the result's name: the alias or the column's; 0: neither */
};

struct condition {
    struct span span;
    size_t value; /* the placeholder's token of `column = ?` and `column in (?)`; 0: another condition */
    struct column column;
    struct span type; /* of a cast of the value; empty: no cast */
    bool is_list;     /* in (?) */
};

enum { MOST_KEYS = 8 };

struct query {
    const struct rewrite_tokens *tokens;
    bool distinct;
    struct span clauses[CLAUSES]; /* empty: the clause is missing */
    struct item *items;           /* of a SELECT */
    size_t item_count;
    struct condition *conditions;
    size_t condition_count;
    const struct condition *keys[MOST_KEYS]; /* into `conditions`; each column once */
    size_t key_count;                        /* 0: none, or a key that cannot take a set of values */
};

/*
 * Reads a query. Returns false if `span` has other clauses (set operations, DISTINCT ON, WINDOW, FETCH, INTO,
 * RETURNING). The parts belong to `pool`; the tokens must outlive them.
 */
bool query_read(struct pool *pool, const struct rewrite_tokens *tokens, struct span span,
                struct query *query);

static inline bool query_has(const struct query *query, enum clause clause) {
    return !span_is_empty(query->clauses[clause]);
}

/* Returns true if values vary only in the keys, apart from LIMIT and SET. */
bool query_varies_by_keys_alone(const struct query *query);

/* Returns true, and fills in `column`, if all of `span` is a column's name. */
bool column_read(const struct rewrite_tokens *tokens, struct span span, struct column *column);

/*
 * Returns true if both may be the same column by their names: an unqualified column matches any of its name.
 */
bool columns_equal(const struct rewrite_tokens *tokens, const struct column *left,
                   const struct column *right);

/* Returns true, and fills in `table`, if all of `span` is one table, with or without an alias. */
bool table_read(const struct rewrite_tokens *tokens, struct span span, struct table *table);

/* Reads a condition such as `column = ?`, of a WHERE or a SET. */
struct condition condition_read(const struct rewrite_tokens *tokens, struct span span);

/*
 * Returns the kind of an expression. ITEM_OTHER also if a value in it varies, and for columns beside
 * aggregates, which SQLite may take from any row.
 */
enum item_kind expression_kind(const struct rewrite_tokens *tokens, struct span span);

#endif
