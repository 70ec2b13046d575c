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

void put_placeholder(struct rewrite_output *output) {
    output->placeholders++;
    if (output->dialect == SQL_SQLITE)
        put_text(output, "?");
    else
        put_text(output, pool_format(output->pool, "$%zu", output->placeholders));
}

void put_value(struct rewrite_output *output, const struct rewrite_statement *statement, struct span type) {
    put_placeholder(output);
    if (span_is_empty(type))
        return;
    put_text(output, "::");
    put_span(output, statement, type);
}

/* The one value that a normal form keeps of the lists of IN and ARRAY. */
static bool stands_for_list(const struct rewrite_statement *statement, size_t token) {
    const struct rewrite_token *tokens = statement->tokens;
    if (token < 2 || token + 1 >= statement->count)
        return false;
    if (tokens[token - 1].kind == TOKEN_OPEN_BRACKET)
        return tokens[token + 1].kind == TOKEN_CLOSE_BRACKET && rewrite_token_is(&tokens[token - 2], "array");
    return tokens[token - 1].kind == TOKEN_OPEN_PAREN && tokens[token + 1].kind == TOKEN_CLOSE_PAREN &&
           tokens[token - 2].keyword == KEYWORD_in;
}

void put_span(struct rewrite_output *output, const struct rewrite_statement *statement, struct span span) {
    for (size_t i = span.first; i < span.end; i++) {
        const struct rewrite_token *token = &statement->tokens[i];
        const struct rewrite_token *before = token - 1;
        if (i > span.first && before->start + before->length < token->start)
            put_text(output, " ");
        if (!token->placeholder) {
            put_bytes(output, token->start, token->length);
            continue;
        }
        if (rewrite_token_is_counted(statement, i)) {
            put_text(output, "*");
            continue;
        }
        put_placeholder(output);
        if (stands_for_list(statement, i))
            put_text(output, ", ...");
    }
}

void put_separator(struct rewrite_output *output, bool *first, const char *separator) {
    if (!*first)
        put_text(output, separator);
    *first = false;
}
