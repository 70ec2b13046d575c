/* The tokens of a statement in normal form, read once with the scanner of src/sql, and spans of them. */
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
    bool spaced;          /* a space precedes it */
    size_t closes_at;   /* of a parenthesis, a bracket or CASE: the token that closes it; 0: opens nothing */
    size_t placeholder; /* number of the placeholder, from 1; 0: it is not one */
};

struct rewrite_tokens {
    enum sql_dialect dialect;
    struct rewrite_token *at;
    size_t count;
};

/* The tokens from `first` up to, but not including, `end`. */
struct span {
    size_t first;
    size_t end;
};

/*
 * Reads the tokens. Returns false for a text that cannot be rewritten in any case: truncated or unknown text,
 * several statements, names whose digits were folded, unmatched parentheses. The tokens belong to `pool`.
 */
bool tokens_read(struct pool *pool, const struct merged_statement *statement, struct rewrite_tokens *tokens);

/* Returns true if the token is this unquoted word, given in lower case. */
bool token_says(const struct rewrite_token *token, const char *word);

/* The same for any word of a list that ends in NULL. */
bool token_says_one_of(const struct rewrite_token *token, const char *const *words);

/* Returns true if it may be the name of a table or column, or a part of one. */
bool token_is_name(const struct rewrite_tokens *tokens, size_t token);

/* Returns true if both are the same name, including quotes. */
bool token_equals(const struct rewrite_token *left, const struct rewrite_token *right);

/* Returns a name without its quotes, in `pool`. */
const char *token_name(struct pool *pool, const struct rewrite_token *token);

static inline bool span_is_empty(struct span span) {
    return span.first >= span.end;
}

/* Returns the next token after `token`, skipping the parentheses or the CASE that it opens. */
static inline size_t token_after(const struct rewrite_tokens *tokens, size_t token) {
    return (tokens->at[token].closes_at ? tokens->at[token].closes_at : token) + 1;
}

size_t span_count_placeholders(const struct rewrite_tokens *tokens, struct span span);
bool span_has_placeholder(const struct rewrite_tokens *tokens, struct span span);
bool span_has_keyword(const struct rewrite_tokens *tokens, struct span span, enum keyword keyword);

/* Returns the span without parentheses around all of it. */
struct span span_unwrapped(const struct rewrite_tokens *tokens, struct span span);

/* Returns the part up to the next comma; `*span` becomes the rest after it. */
struct span span_take_item(const struct rewrite_tokens *tokens, struct span *span);

#endif
