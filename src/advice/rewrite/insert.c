#include "rewrite.h"

#include "output.h"

/* Past the row of values that opens at `open`; `end` where it does not close. */
static size_t row_end(const struct rewrite_statement *statement, size_t open) {
    size_t close = open + 1;
    while (close < statement->count && statement->tokens[close].depth > statement->tokens[open].depth)
        close++;
    return close < statement->count ? close + 1 : close;
}

/* What may follow the row: it works on many rows as on one, as long as it holds no value. */
static bool rest_allows(const struct rewrite_statement *statement, struct span rest) {
    if (span_is_empty(rest))
        return true;
    const struct rewrite_token *first = &statement->tokens[rest.first];
    return (first->keyword == KEYWORD_on || first->keyword == KEYWORD_returning) &&
           !span_has_placeholder(statement, rest);
}

const char *rewrite_insert_for_many(struct pool *pool, const struct merged_statement *statement) {
    struct rewrite_statement read;
    if (!rewrite_statement_read(pool, statement, &read) ||
        (!rewrite_token_is(&read.tokens[0], "insert") && !rewrite_token_is(&read.tokens[0], "replace")))
        return NULL;
    size_t values = 0;
    while (values < read.count &&
           (read.tokens[values].keyword != KEYWORD_values || read.tokens[values].depth))
        values++;
    const size_t open = values + 1;
    if (open >= read.count || read.tokens[open].kind != TOKEN_OPEN_PAREN)
        return NULL;
    const struct span before = {0, open};
    const struct span row = {open, row_end(&read, open)};
    const struct span rest = {row.end, read.count};
    if (span_has_placeholder(&read, before) || !span_has_placeholder(&read, row) ||
        span_has_keyword(&read, row, KEYWORD_select) || !rest_allows(&read, rest))
        return NULL;
    struct rewrite_output output = {.pool = pool, .dialect = read.dialect};
    put_span(&output, &read, before);
    put_text(&output, " ");
    put_span(&output, &read, row);
    put_text(&output, ", ");
    put_span(&output, &read, row);
    put_text(&output, ", ...");
    if (!span_is_empty(rest)) {
        put_text(&output, " ");
        put_span(&output, &read, rest);
    }
    return output.text;
}
