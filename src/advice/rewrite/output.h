/*
 * The text of a rewritten statement, put together from parts of others. Placeholders are written as the
 * dialect has them: `?`, or $1, $2 … in the order of the new text.
 */
#ifndef LOOPLINE_ANALYZE_REWRITE_OUTPUT_H
#define LOOPLINE_ANALYZE_REWRITE_OUTPUT_H

#include "statement.h"

/* All zero but for `pool` and `dialect` is an empty text. */
struct rewrite_output {
    struct pool *pool;
    enum sql_dialect dialect;
    char *text; /* NUL-terminated; NULL while nothing has been put */
    size_t length;
    size_t capacity;
    size_t placeholders;
};

void put_text(struct rewrite_output *output, const char *text);
void put_placeholder(struct rewrite_output *output);

/* "?" or "$1::type"; the type where it is not empty. */
void put_value(struct rewrite_output *output, const struct rewrite_statement *statement, struct span type);

/* As it stands in the text, but that lists of which one value was kept are shown as lists: in (?, ...). */
void put_span(struct rewrite_output *output, const struct rewrite_statement *statement, struct span span);

/* ", " before all but the first: `first` is true then, and false afterwards. */
void put_separator(struct rewrite_output *output, bool *first, const char *separator);

#endif
