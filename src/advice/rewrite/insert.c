#include "kinds.h"
#include "output.h"

/* What may follow the row: it works on many rows as on one. */
static bool rest_allows(const struct rewrite_tokens *tokens, struct span rest) {
    if (span_is_empty(rest))
        return true;
    const enum keyword keyword = tokens->at[rest.first].keyword;
    return (keyword == KEYWORD_on || keyword == KEYWORD_returning) && !span_has_placeholder(tokens, rest) &&
           !span_has_keyword(tokens, rest, KEYWORD_select);
}

/* PostgreSQL changes no row twice in one statement; SQLite does, as the loop did. */
static bool changes_existing_rows(const struct rewrite_tokens *tokens, struct span rest) {
    return tokens->dialect == SQL_POSTGRESQL && span_has_keyword(tokens, rest, KEYWORD_update);
}

struct rewritten rewrite_insert(struct pool *pool, const struct rewrite_tokens *tokens) {
    struct rewritten rewritten = {0};
    size_t values = 0;
    while (values < tokens->count && tokens->at[values].keyword != KEYWORD_values)
        values = token_after(tokens, values);
    const size_t open = values + 1;
    if (open >= tokens->count || !tokens->at[open].closes_at)
        return rewritten;
    const struct span before = {0, open};
    const struct span row = {open, token_after(tokens, open)};
    const struct span rest = {row.end, tokens->count};
    if (span_has_placeholder(tokens, before) || !span_has_placeholder(tokens, row) ||
        span_has_keyword(tokens, row, KEYWORD_select) || !rest_allows(tokens, rest))
        return rewritten;
    struct rewrite_output output = {.pool = pool, .dialect = tokens->dialect};
    put_span(&output, tokens, before);
    put_text(&output, " ");
    put_span(&output, tokens, row);
    put_text(&output, ", ");
    put_span(&output, tokens, row);
    put_text(&output, ", ...");
    if (!span_is_empty(rest)) {
        put_text(&output, " ");
        put_span(&output, tokens, rest);
    }
    rewritten.sql = output.text;
    rewritten.each_key_once = changes_existing_rows(tokens, rest);
    return rewritten;
}
