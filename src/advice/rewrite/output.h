/*
 * Builds the text of a rewritten statement from parts of others. Placeholders are written as the dialect has
 * them: `?`, or $1, $2 … in the order of the new text.
 */
#ifndef LOOPLINE_ADVICE_REWRITE_OUTPUT_H
#define LOOPLINE_ADVICE_REWRITE_OUTPUT_H

#include "query.h"

/* Empty when all zero except `pool` and `dialect`. */
struct rewrite_output {
    struct pool *pool;
    enum sql_dialect dialect;
    char *text; /* NUL-terminated; NULL: empty */
    size_t length;
    size_t capacity;
    size_t placeholders;
};

void put_text(struct rewrite_output *output, const char *text);

/* As in the original text, except that lists of which one value was kept are shown as lists: in (?, ...). */
void put_span(struct rewrite_output *output, const struct rewrite_tokens *tokens, struct span span);
void put_token(struct rewrite_output *output, const struct rewrite_tokens *tokens, size_t token);

/* `words` and the clause, if the query has it. */
void put_clause(struct rewrite_output *output, const char *words, const struct query *query,
                enum clause clause);

/* The separator, except before the first item: then `*first` is true, and becomes false. */
void put_separator(struct rewrite_output *output, bool *first, const char *separator);

/* The placeholder of `column = ?`, with its cast. */
void put_value(struct rewrite_output *output, const struct rewrite_tokens *tokens,
               const struct condition *condition);

/* The columns of the keys, separated by commas. */
void put_keys(struct rewrite_output *output, const struct query *query);

/* "a = ? and b = ?" becomes "a in (…) and b = ?": the conditions in their order, for many values of the keys.
 */
void put_conditions_for_many(struct rewrite_output *output, const struct query *query);

#endif
