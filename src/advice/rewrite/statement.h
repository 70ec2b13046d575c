/*
 * A statement in normal form as the rewriting sees it: its tokens, its clauses and what they are made of.
 * What looks unusual is not read: a statement that is not understood is not rewritten.
 */
#ifndef LOOPLINE_ANALYZE_REWRITE_STATEMENT_H
#define LOOPLINE_ANALYZE_REWRITE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/merge/merged_capture.h"
#include "sql/tokenizer.h"

struct rewrite_token {
    const char *start; /* in the statement's text */
    size_t length;
    enum token_kind kind; /* placeholders are TOKEN_VALUE */
    enum keyword keyword;
    size_t depth; /* of parentheses, brackets and CASE … END around it; those themselves are outside */
    size_t placeholder; /* 1 for the first of the statement; 0: it is none */
};

struct rewrite_statement {
    const struct merged_statement *source;
    enum sql_dialect dialect;
    struct rewrite_token *tokens;
    size_t count;
};

/* Tokens from `first` on, before `end`. */
struct span {
    size_t first;
    size_t end;
};

/*
 * False for what cannot be rewritten whatever it says: a truncated or unseen text, several statements, names
 * whose digits were folded, placeholders that stand for a literal without which the text is not valid
 * (`interval ?`). The tokens live in `pool`.
 */
bool rewrite_statement_read(struct pool *pool, const struct merged_statement *source,
                            struct rewrite_statement *statement);

struct span rewrite_statement_all(const struct rewrite_statement *statement);

static inline bool span_is_empty(struct span span) {
    return span.first >= span.end;
}

/* An unquoted word, in the lower case of normal forms. */
bool rewrite_token_is(const struct rewrite_token *token, const char *word);

/* A name without its quotes. */
const char *rewrite_token_text(struct pool *pool, const struct rewrite_statement *statement, size_t token);

/* May be the name of a table or column, or a part of one. */
bool rewrite_token_is_name(const struct rewrite_statement *statement, size_t token);

/* The text of two names is the same. */
bool rewrite_tokens_equal(const struct rewrite_statement *left, size_t left_token,
                          const struct rewrite_statement *right, size_t right_token);

bool span_has_placeholder(const struct rewrite_statement *statement, struct span span);
bool span_has_keyword(const struct rewrite_statement *statement, struct span span, enum keyword keyword);

/* count(1), which is another way to write count(*): PostgreSQL could not tell the type of a parameter there.
 */
bool rewrite_token_is_counted(const struct rewrite_statement *statement, size_t token);

/* Without the parentheses around all of it. */
struct span span_without_parentheses(const struct rewrite_statement *statement, struct span span);

/* The part of `span` up to the next comma at its depth; `span` becomes what follows it. */
struct span span_take_item(const struct rewrite_statement *statement, struct span *span);

/* ---- clauses ---- */

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

struct clauses {
    bool distinct;
    struct span of[CLAUSES]; /* empty: not there */
};

/*
 * The clauses of a SELECT, UPDATE or DELETE that `span` holds. False where it has others: set operations,
 * DISTINCT ON, WINDOW, FETCH, INTO, RETURNING.
 */
bool clauses_read(const struct rewrite_statement *statement, struct span span, struct clauses *clauses);

#endif
