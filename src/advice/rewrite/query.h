/*
 * A SELECT, UPDATE or DELETE taken apart: its clauses, the list of its result, the conditions that AND joins,
 * and the keys among them, by whose values the executions of a loop differ.
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
    size_t alias; /* the token; that of the unqualified name where there is no alias */
};

enum item_kind {
    ITEM_OTHER,  /* not understood: a subquery, a function that may be an aggregate */
    ITEM_STAR,   /* * or table.* */
    ITEM_COLUMN, /* a column and nothing else */
    ITEM_SCALAR, /* an expression over one row */
    ITEM_AGGREGATE,
    ITEM_VALUE, /* a literal or parameter alone */
};

/* Of the list of a SELECT. */
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
    struct span type; /* of a cast of the value; empty: there is none */
    bool is_list;     /* in (?) */
    bool is_key;      /* the value varies */
};

enum { MOST_KEYS = 8 };

struct query {
    const struct rewrite_tokens *tokens;
    bool distinct;
    struct span clauses[CLAUSES]; /* empty: not there */
    struct item *items;           /* of a SELECT */
    size_t item_count;
    struct condition *conditions;
    size_t condition_count;
    const struct condition *keys[MOST_KEYS]; /* into `conditions`; each column once */
    size_t key_count;                        /* 0: none, or one that no set of values can stand for */
};

/*
 * False where `span` has other clauses (set operations, DISTINCT ON, WINDOW, FETCH, INTO, RETURNING). The
 * parts live in the pool, the tokens have to outlive them.
 */
bool query_read(struct pool *pool, const struct rewrite_tokens *tokens, struct span span,
                struct query *query);

static inline bool query_has(const struct query *query, enum clause clause) {
    return !span_is_empty(query->clauses[clause]);
}

/* Whether values vary in the keys alone, LIMIT and SET aside. */
bool query_varies_by_keys_alone(const struct query *query);

/* Whether all of `span` is a column's name. */
bool column_read(const struct rewrite_tokens *tokens, struct span span, struct column *column);

/* The same column, as far as the names tell: one that is not qualified is any of its name. */
bool columns_equal(const struct rewrite_tokens *tokens, const struct column *left,
                   const struct column *right);

/* Whether all of `span` is one table, with or without an alias. */
bool table_read(const struct rewrite_tokens *tokens, struct span span, struct table *table);

/* `column = ?`, of a WHERE or of a SET. */
struct condition condition_read(const struct rewrite_tokens *tokens, struct span span);

/*
 * What an expression is over one row or several. ITEM_OTHER also where a value in it varies, and for columns
 * beside aggregates, which may be those of any row in SQLite.
 */
enum item_kind expression_kind(const struct rewrite_tokens *tokens, struct span span);

#endif
