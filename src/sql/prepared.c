#include "prepared.h"

#include <string.h>

#include "tokenizer.h"

struct parser {
    struct scanner scanner;
    struct token token; /* the next one */
    const char *sql;
};

static void advance(struct parser *parser) {
    scanner_next(&parser->scanner, false, &parser->token);
}

static bool at_end_of_command(const struct parser *parser) {
    return parser->token.kind == TOKEN_END || parser->token.kind == TOKEN_SEMICOLON;
}

static bool take_word(struct parser *parser, const char *word) {
    if (!token_is(&parser->token, word))
        return false;
    advance(parser);
    return true;
}

/* One less than `length` while a character of UTF-8 would be cut in two there. */
static size_t before_character(const char *name, size_t length) {
    while (length > 0 && (name[length] & 0xc0) == 0x80)
        length--;
    return length;
}

/* Adds a byte unless the name is full; where it is, cuts at the character that does not fit. */
static void add_to_name(char *name, size_t *length, char byte) {
    if (*length == SQL_PREPARED_NAME_BYTES)
        return;
    name[*length] = byte;
    if (*length == SQL_PREPARED_NAME_BYTES - 1) {
        const size_t cut = before_character(name, *length);
        memset(name + cut, 0, SQL_PREPARED_NAME_BYTES - cut);
        *length = SQL_PREPARED_NAME_BYTES;
        return;
    }
    ++*length;
}

/* A name as the server keeps it. U&"…" would have to be decoded: nobody writes that here. */
static bool take_name(struct parser *parser, char *name) {
    const struct token token = parser->token;
    size_t length = 0;
    memset(name, 0, SQL_PREPARED_NAME_BYTES);
    if (token.kind == TOKEN_WORD || token.kind == TOKEN_SPACED_WORD) {
        for (size_t i = 0; i < token.length; i++)
            add_to_name(name, &length, byte_fold(token.start[i]));
    } else if (token.kind == TOKEN_QUOTED && token.quote == '"' && token.length > 2) {
        for (size_t i = 1; i + 1 < token.length; i++) {
            add_to_name(name, &length, token.start[i]);
            i += token.start[i] == '"'; /* doubled */
        }
    } else {
        return false;
    }
    advance(parser);
    return true;
}

/* Past a parenthesis that is open, to the one that closes it. */
static bool take_parentheses(struct parser *parser) {
    size_t depth = 0;
    do {
        if (at_end_of_command(parser))
            return false;
        depth += parser->token.kind == TOKEN_OPEN_PAREN;
        depth -= parser->token.kind == TOKEN_CLOSE_PAREN;
        advance(parser);
    } while (depth > 0);
    return true;
}

static enum sql_prepared_command parse_prepare(struct parser *parser, struct sql_prepared *result) {
    if (!take_name(parser, result->name))
        return SQL_PREPARED_NONE;
    if (parser->token.kind == TOKEN_OPEN_PAREN && !take_parentheses(parser))
        return SQL_PREPARED_NONE;
    if (!take_word(parser, "as") || at_end_of_command(parser))
        return SQL_PREPARED_NONE;
    const char *const body = parser->token.start;
    const char *end = body;
    for (; !at_end_of_command(parser); advance(parser))
        end = parser->token.start + parser->token.length;
    result->body_offset = (size_t)(body - parser->sql);
    result->body_length = (size_t)(end - body);
    return SQL_PREPARED_PREPARE;
}

static enum sql_prepared_command parse_execute(struct parser *parser, struct sql_prepared *result) {
    if (!take_name(parser, result->name))
        return SQL_PREPARED_NONE;
    if (parser->token.kind == TOKEN_OPEN_PAREN && !take_parentheses(parser))
        return SQL_PREPARED_NONE;
    return at_end_of_command(parser) ? SQL_PREPARED_EXECUTE : SQL_PREPARED_NONE;
}

/* PREPARE may be the noise word or the name of a statement, ALL the keyword or, in quotes, a name. */
static enum sql_prepared_command parse_deallocate(struct parser *parser, struct sql_prepared *result) {
    struct parser name = *parser;
    if (take_word(parser, "prepare") && at_end_of_command(parser))
        *parser = name;
    const bool all = token_is(&parser->token, "all");
    if (!take_name(parser, result->name) || !at_end_of_command(parser))
        return SQL_PREPARED_NONE;
    if (!all)
        return SQL_PREPARED_DEALLOCATE;
    memset(result->name, 0, sizeof result->name);
    return SQL_PREPARED_DEALLOCATE_ALL;
}

static enum sql_prepared_command parse_command(struct parser *parser, struct sql_prepared *result) {
    if (take_word(parser, "prepare"))
        return parse_prepare(parser, result);
    if (take_word(parser, "execute"))
        return parse_execute(parser, result);
    if (take_word(parser, "deallocate"))
        return parse_deallocate(parser, result);
    if (take_word(parser, "discard") && take_word(parser, "all") && at_end_of_command(parser))
        return SQL_PREPARED_DEALLOCATE_ALL;
    return SQL_PREPARED_NONE;
}

void sql_parse_prepared(const char *sql, size_t length, struct sql_prepared *result) {
    const struct sql_options options = {.dialect = SQL_POSTGRESQL};
    struct parser parser = {.scanner = scanner_begin(options, sql, length), .sql = sql};
    memset(result, 0, sizeof *result);
    do
        advance(&parser);
    while (parser.token.kind == TOKEN_SEMICOLON);
    const enum sql_prepared_command command = parse_command(&parser, result);
    if (command == SQL_PREPARED_NONE)
        memset(result, 0, sizeof *result);
    result->command = command;
}
