#include "tokens.h"

#include <string.h>

enum {
    MOST_TOKENS = 4000, /* nobody reads a longer suggestion */
    DEEPEST_NESTING = 64,
};

/* In a name that is numbered, digits have become four zeros: what it was called is not known. */
static bool is_folded_name(const struct token *token) {
    if (token->kind != TOKEN_WORD && token->kind != TOKEN_QUOTED)
        return false;
    return memmem(token->start, token->length, "0000", 4) ||
           (token->kind == TOKEN_QUOTED && token->quote == 'U');
}

/* What stands in no normal form, what ends a statement, and what could be read in two ways. */
static bool is_unusual(const struct token *token, bool after_operand) {
    switch (token->kind) {
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_BLOB:
    case TOKEN_SEMICOLON:
    case TOKEN_OTHER:
        return true;
    case TOKEN_QUESTION_MARK:
    case TOKEN_PARAMETER:
        return after_operand || token->length != 1;
    default:
        return is_folded_name(token);
    }
}

/* ---- nesting ---- */

struct nesting {
    size_t open[DEEPEST_NESTING]; /* tokens */
    size_t depth;
};

static bool closes(const struct rewrite_token *open, const struct rewrite_token *close) {
    if (open->kind == TOKEN_OPEN_PAREN)
        return close->kind == TOKEN_CLOSE_PAREN;
    return open->kind == TOKEN_OPEN_BRACKET ? close->kind == TOKEN_CLOSE_BRACKET
                                            : close->keyword == KEYWORD_end;
}

/* Accounts for the latest token. False: something ends that has not begun, or it is too deep. */
static bool nest(struct nesting *nesting, struct rewrite_tokens *tokens) {
    const size_t latest = tokens->count - 1;
    const struct rewrite_token *token = &tokens->at[latest];
    if (token->kind == TOKEN_CLOSE_PAREN || token->kind == TOKEN_CLOSE_BRACKET ||
        token->keyword == KEYWORD_end) {
        if (!nesting->depth || !closes(&tokens->at[nesting->open[nesting->depth - 1]], token))
            return false;
        tokens->at[nesting->open[--nesting->depth]].closes_at = latest;
    } else if (token->kind == TOKEN_OPEN_PAREN || token->kind == TOKEN_OPEN_BRACKET ||
               token->keyword == KEYWORD_case) {
        if (nesting->depth == DEEPEST_NESTING)
            return false;
        nesting->open[nesting->depth++] = latest;
    }
    return true;
}

/*
 * count(1), which counts rows as count(*) does: PostgreSQL could not tell the type of a parameter there. Its
 * placeholder keeps its number.
 */
static void turn_counted_value_to_star(const struct rewrite_tokens *tokens) {
    if (tokens->count < 4)
        return;
    struct rewrite_token *value = &tokens->at[tokens->count - 2];
    if (!value->placeholder || value[1].kind != TOKEN_CLOSE_PAREN || value[-1].kind != TOKEN_OPEN_PAREN ||
        !token_says(value - 2, "count"))
        return;
    value->start = "*";
    value->kind = TOKEN_STAR;
    value->placeholder = 0;
}

bool tokens_read(struct pool *pool, const struct merged_statement *statement, struct rewrite_tokens *tokens) {
    if (statement->flags & (LOOPLINE_STATEMENT_TRUNCATED | LOOPLINE_STATEMENT_UNSEEN))
        return false;
    const enum sql_dialect dialect =
        statement->driver == LOOPLINE_DRIVER_SQLITE ? SQL_SQLITE : SQL_POSTGRESQL;
    *tokens = (struct rewrite_tokens){.dialect = dialect};
    struct scanner scanner =
        scanner_begin((struct sql_options){.dialect = dialect}, statement->text, strlen(statement->text));
    struct nesting nesting = {0};
    size_t capacity = 0;
    size_t placeholders = 0;
    const char *end = statement->text; /* of the token before */
    bool after_operand = false;
    struct token token;
    for (scanner_next(&scanner, false, &token); token.kind != TOKEN_END;
         scanner_next(&scanner, after_operand, &token)) {
        if (tokens->count == MOST_TOKENS || is_unusual(&token, after_operand))
            return false;
        const bool is_placeholder = token.kind == TOKEN_QUESTION_MARK || token.kind == TOKEN_PARAMETER;
        const bool is_word = token.kind == TOKEN_WORD || token.kind == TOKEN_SPACED_WORD;
        tokens->at = pool_grow(pool, tokens->at, tokens->count, &capacity, sizeof(*tokens->at));
        tokens->at[tokens->count++] = (struct rewrite_token){
            .start = token.start,
            .length = token.length,
            .kind = is_placeholder ? TOKEN_VALUE : token.kind,
            .keyword = is_word ? token.keyword : KEYWORD_NONE,
            .spaced = end < token.start,
            .placeholder = is_placeholder ? ++placeholders : 0,
        };
        if (!nest(&nesting, tokens))
            return false;
        turn_counted_value_to_star(tokens);
        end = token.start + token.length;
        after_operand = is_placeholder || token_ends_operand(token.kind, token.keyword);
    }
    return tokens->count > 0 && nesting.depth == 0;
}

/* ---- one token ---- */

bool token_says(const struct rewrite_token *token, const char *word) {
    const bool is_word = token->kind == TOKEN_WORD || token->kind == TOKEN_SPACED_WORD;
    return is_word && token->length == strlen(word) && !memcmp(token->start, word, token->length);
}

bool token_says_one_of(const struct rewrite_token *token, const char *const *words) {
    for (; *words; words++) {
        if (token_says(token, *words))
            return true;
    }
    return false;
}

bool token_is_name(const struct rewrite_tokens *tokens, size_t token) {
    const struct rewrite_token *it = &tokens->at[token];
    return it->kind == TOKEN_QUOTED ||
           (it->kind == TOKEN_WORD && !keyword_needs_quotes(it->keyword, tokens->dialect));
}

bool token_equals(const struct rewrite_token *left, const struct rewrite_token *right) {
    return left->length == right->length && !memcmp(left->start, right->start, left->length);
}

const char *token_name(struct pool *pool, const struct rewrite_token *token) {
    const size_t quote = token->kind == TOKEN_QUOTED;
    return pool_copy_text(pool, token->start + quote, token->length - 2 * quote);
}

/* ---- spans ---- */

size_t span_count_placeholders(const struct rewrite_tokens *tokens, struct span span) {
    size_t placeholders = 0;
    for (size_t i = span.first; i < span.end; i++)
        placeholders += tokens->at[i].placeholder != 0;
    return placeholders;
}

bool span_has_placeholder(const struct rewrite_tokens *tokens, struct span span) {
    return span_count_placeholders(tokens, span) > 0;
}

bool span_has_keyword(const struct rewrite_tokens *tokens, struct span span, enum keyword keyword) {
    for (size_t i = span.first; i < span.end; i++) {
        if (tokens->at[i].keyword == keyword)
            return true;
    }
    return false;
}

struct span span_unwrapped(const struct rewrite_tokens *tokens, struct span span) {
    while (!span_is_empty(span) && tokens->at[span.first].kind == TOKEN_OPEN_PAREN &&
           tokens->at[span.first].closes_at + 1 == span.end)
        span = (struct span){span.first + 1, span.end - 1};
    return span;
}

struct span span_take_item(const struct rewrite_tokens *tokens, struct span *span) {
    struct span item = {span->first, span->first};
    while (item.end < span->end && tokens->at[item.end].kind != TOKEN_COMMA)
        item.end = token_after(tokens, item.end);
    span->first = item.end < span->end ? item.end + 1 : span->end;
    return item;
}
