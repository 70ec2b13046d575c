/*
 * The tokens of a statement in normal form, read once by the scanner of src/sql, and spans of them.
 */
#ifndef LOOPLINE_ADVICE_REWRITE_TOKENS_H
#define LOOPLINE_ADVICE_REWRITE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/merge/merged_capture.h"
#include "sql/tokenizer.h"

struct rewrite_token {
    const char *start;
    size_t length;
    enum token_kind kind; /* a placeholder is TOKEN_VALUE; that of count(?) is TOKEN_STAR */
    enum keyword keyword; /* of an unquoted word */
    bool spaced;          /* a space stands before it */
    size_t closes_at;   /* of a parenthesis, a bracket or CASE: the token that closes it; 0: opens nothing */
    size_t placeholder; /* 1 for the first of the statement; 0: it is none */
};

struct rewrite_tokens {
    enum sql_dialect dialect;
    struct rewrite_token *at;
    size_t count;
};

/* Tokens from `first` on, before `end`. */
struct span {
    size_t first;
    size_t end;
};

/*
 * False for what cannot be rewritten whatever it says: a truncated or unseen text, several statements, names
 * whose digits were folded, parentheses that do not match. The tokens live in `pool`.
 */
bool tokens_read(struct pool *pool, const struct merged_statement *statement, struct rewrite_tokens *tokens);

/* An unquoted word, in the lower case of normal forms. */
bool token_says(const struct rewrite_token *token, const char *word);

/* One of a list of words that ends in NULL. */
bool token_says_one_of(const struct rewrite_token *token, const char *const *words);

/* May be the name of a table or column, or a part of one. */
bool token_is_name(const struct rewrite_tokens *tokens, size_t token);

/* Both are the same name, quotes included. */
bool token_equals(const struct rewrite_token *left, const struct rewrite_token *right);

/* A name without its quotes. */
const char *token_name(struct pool *pool, const struct rewrite_token *token);

static inline bool span_is_empty(struct span span) {
    return span.first >= span.end;
}

/* The next token that stands beside `token`, not inside the parentheses or the CASE that it opens. */
static inline size_t token_after(const struct rewrite_tokens *tokens, size_t token) {
    return (tokens->at[token].closes_at ? tokens->at[token].closes_at : token) + 1;
}

size_t span_count_placeholders(const struct rewrite_tokens *tokens, struct span span);
bool span_has_placeholder(const struct rewrite_tokens *tokens, struct span span);
bool span_has_keyword(const struct rewrite_tokens *tokens, struct span span, enum keyword keyword);

/* Without the parentheses around all of it. */
struct span span_unwrapped(const struct rewrite_tokens *tokens, struct span span);

/* The part up to the next comma; `span` becomes what follows it. */
struct span span_take_item(const struct rewrite_tokens *tokens, struct span *span);

#endif
