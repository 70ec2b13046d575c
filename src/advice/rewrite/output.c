#include "output.h"

#include <string.h>

static void put_bytes(struct rewrite_output *output, const char *bytes, size_t length) {
    if (output->length + length + 1 > output->capacity) {
        output->capacity = 2 * (output->length + length + 1);
        char *larger = pool_allocate(output->pool, output->capacity, 1);
        if (output->length)
            memcpy(larger, output->text, output->length);
        output->text = larger;
    }
    if (length)
        memcpy(output->text + output->length, bytes, length);
    output->length += length;
    output->text[output->length] = '\0';
}

void put_text(struct rewrite_output *output, const char *text) {
    put_bytes(output, text, strlen(text));
}

static void put_placeholder(struct rewrite_output *output) {
    output->placeholders++;
    put_text(output,
             output->dialect == SQL_SQLITE ? "?" : pool_format(output->pool, "$%zu", output->placeholders));
}

/* The one value that a normal form keeps of the lists of IN and ARRAY. */
static bool stands_for_list(const struct rewrite_tokens *tokens, size_t token) {
    if (token < 2 || tokens->at[token - 1].closes_at != token + 1)
        return false;
    return tokens->at[token - 2].keyword == KEYWORD_in || tokens->at[token - 2].keyword == KEYWORD_array;
}

void put_token(struct rewrite_output *output, const struct rewrite_tokens *tokens, size_t token) {
    if (!tokens->at[token].placeholder) {
        put_bytes(output, tokens->at[token].start, tokens->at[token].length);
        return;
    }
    put_placeholder(output);
    if (stands_for_list(tokens, token))
        put_text(output, ", ...");
}

void put_span(struct rewrite_output *output, const struct rewrite_tokens *tokens, struct span span) {
    for (size_t i = span.first; i < span.end; i++) {
        if (i > span.first && tokens->at[i].spaced)
            put_text(output, " ");
        put_token(output, tokens, i);
    }
}

void put_clause(struct rewrite_output *output, const char *words, const struct query *query,
                enum clause clause) {
    if (!query_has(query, clause))
        return;
    put_text(output, words);
    put_span(output, query->tokens, query->clauses[clause]);
}

void put_separator(struct rewrite_output *output, bool *first, const char *separator) {
    if (!*first)
        put_text(output, separator);
    *first = false;
}

/* ---- keys ---- */

static void put_type(struct rewrite_output *output, const struct rewrite_tokens *tokens, struct span type) {
    if (span_is_empty(type))
        return;
    put_text(output, "::");
    put_span(output, tokens, type);
}

void put_value(struct rewrite_output *output, const struct rewrite_tokens *tokens,
               const struct condition *condition) {
    put_placeholder(output);
    put_type(output, tokens, condition->type);
}

void put_keys(struct rewrite_output *output, const struct query *query) {
    bool first = true;
    for (size_t i = 0; i < query->key_count; i++) {
        put_separator(output, &first, ", ");
        put_span(output, query->tokens, query->keys[i]->column.span);
    }
}

static void put_row(struct rewrite_output *output, const struct query *query) {
    bool first = true;
    put_text(output, "(");
    for (size_t i = 0; i < query->key_count; i++) {
        put_separator(output, &first, ", ");
        put_value(output, query->tokens, query->keys[i]);
    }
    put_text(output, ")");
}

/*
 * SQLite has row values since 3.15 (2016), with VALUES on the right. PostgreSQL would take the values of such
 * a list for text, where it knows the types of a list of rows by the columns that they are compared with.
 */
static void put_rows(struct rewrite_output *output, const struct query *query) {
    put_text(output, "(");
    put_keys(output, query);
    put_text(output, output->dialect == SQL_SQLITE ? ") in (values " : ") in (");
    put_row(output, query);
    put_text(output, ", ");
    put_row(output, query);
    put_text(output, ", ...)");
}

static void put_set(struct rewrite_output *output, const struct query *query) {
    put_keys(output, query);
    if (output->dialect == SQL_SQLITE) {
        put_text(output, " in (?, ?, ...)");
        return;
    }
    put_text(output, " = any(");
    put_value(output, query->tokens, query->keys[0]);
    put_text(output, span_is_empty(query->keys[0]->type) ? ")" : "[])");
}

void put_conditions_for_many(struct rewrite_output *output, const struct query *query) {
    bool keys_put = false;
    bool first = true;
    for (size_t i = 0; i < query->condition_count; i++) {
        const struct condition *condition = &query->conditions[i];
        if (condition->value && keys_put)
            continue;
        put_separator(output, &first, " and ");
        if (!condition->value)
            put_span(output, query->tokens, condition->span);
        else if (query->key_count == 1)
            put_set(output, query);
        else
            put_rows(output, query);
        keys_put = keys_put || condition->value;
    }
}
