#include "tokenizer.h"

#include "bytes.h"
#include "lexemes.h"

struct scanner scanner_begin(struct sql_options options, const char *sql, size_t length) {
    const char *const end = length ? bytes_find(sql, sql + length, 0, 0) : sql;
    return (struct scanner){
        .cursor = sql,
        .end = end,
        .dialect = options.dialect,
        .backslash_escapes = options.dialect == SQL_POSTGRESQL && options.backslash_escapes,
        .encoding = options.dialect == SQL_POSTGRESQL ? options.encoding : SQL_ENCODING_ASCII_SAFE};
}

static void finish(struct scanner *scanner, struct token *token, enum token_kind kind, const char *end) {
    token->kind = kind;
    token->length = (size_t)(end - token->start);
    scanner->cursor = end;
}

static void finish_symbol(struct scanner *scanner, struct token *token, enum token_kind kind, size_t length) {
    finish(scanner, token, kind, token->start + length);
    token->head = bytes_load_before(token->start, scanner->cursor);
}

/*
 * A quoted name whose opening quote stands `prefix` bytes after the token's start. Most are plain, and are
 * read once; a name that begins with U+FEFF is not, since it would lose that without its quotes.
 */
static void scan_quoted(struct scanner *scanner, struct token *token, size_t prefix, char quote) {
    const char *const end = scanner->end;
    struct token name = {.start = token->start + prefix + 1};
    const bool capitals = scan_name(&name, end);
    const char *const close = name.start + name.length;
    const bool whole = name.length > 0 && peek(scanner, close, 0) == quote &&
                       (quote == ']' || peek(scanner, close, 1) != quote);
    token->quote = prefix ? 'U' : *token->start;
    token->plain = whole && class_of(*name.start) == BYTE_LETTER && !prefix &&
                   !(capitals && scanner->dialect == SQL_POSTGRESQL) && !is_byte_order_mark(name.start, end);
    token->many_digits = name.many_digits;
    token->head = name.head;
    const char *const after = whole ? close + 1 : after_quoted(scanner, name.start, quote);
    if (after)
        finish(scanner, token, TOKEN_QUOTED, after);
    else
        finish(scanner, token, TOKEN_STRING, end);
}

void scanner_read_string_as_name(struct scanner *scanner, struct token *token) {
    scan_quoted(scanner, token, 0, *token->start);
}

/* A word of one letter may be the prefix of a literal or, as U&"…", of a name: whether it was. */
static bool scan_prefixed(struct scanner *scanner, struct token *token) {
    const char *const at = token->start;
    const char prefix = byte_fold(*at);
    const char next = peek(scanner, at, 1);
    if (next == '\'') {
        if (prefix == 'x') {
            finish(scanner, token, TOKEN_BLOB, after_string(scanner, at + 2, false));
            return true;
        }
        if (scanner->dialect != SQL_POSTGRESQL || !(prefix == 'e' || prefix == 'b' || prefix == 'n'))
            return false;
        const bool escapes = prefix == 'e' || (prefix == 'n' && scanner->backslash_escapes);
        finish(scanner, token, prefix == 'b' ? TOKEN_BLOB : TOKEN_STRING,
               after_string(scanner, at + 2, escapes));
        return true;
    }
    if (scanner->dialect != SQL_POSTGRESQL || prefix != 'u' || next != '&')
        return false;
    if (peek(scanner, at, 2) == '"') {
        scan_quoted(scanner, token, 2, '"');
        return true;
    }
    if (peek(scanner, at, 2) != '\'')
        return false;
    finish(scanner, token, TOKEN_STRING, after_uescape(scanner, after_string(scanner, at + 3, false)));
    return true;
}

/* By the characters of the client's encoding a name may go on where its bytes look like something else. */
static void extend_word(const struct scanner *scanner, struct token *token) {
    const uint64_t word = bytes_load_before(token->start, scanner->end);
    token->length = (size_t)(after_name(scanner, token->start) - token->start);
    token->head =
        bytes_first(bytes_fold(word, bytes_describe(word).letters), token->length < 8 ? token->length : 8);
    token->many_digits = true; /* there may be: the writer looks */
}

static void scan_word(struct scanner *scanner, struct token *token) {
    scan_name(token, scanner->end);
    if (token->length == 1 && scan_prefixed(scanner, token))
        return;
    if (scanner->encoding != SQL_ENCODING_ASCII_SAFE)
        extend_word(scanner, token);
    token->keyword = keyword_find(token->head, token->start, token->length);
    token->kind = keyword_traits[token->keyword] & KEYWORD_SPACED ? TOKEN_SPACED_WORD : TOKEN_WORD;
    scanner->cursor = token->start + token->length;
}

static void scan_dollar(struct scanner *scanner, struct token *token) {
    const char *at = token->start;
    if (scanner->dialect == SQL_SQLITE) {
        const char *const after = after_sqlite_parameter(scanner, at);
        if (after)
            finish(scanner, token, TOKEN_PARAMETER, after);
        else
            finish_symbol(scanner, token, TOKEN_OTHER, 1);
        return;
    }
    if (byte_is_digit(peek(scanner, at, 1))) {
        do
            at++;
        while (byte_is_digit(peek(scanner, at, 1)));
        finish(scanner, token, TOKEN_PARAMETER, at + 1);
        return;
    }
    const char *const after = after_dollar_string(scanner, at);
    if (after)
        finish(scanner, token, TOKEN_STRING, after);
    else
        finish_symbol(scanner, token, TOKEN_OTHER, 1);
}

static void scan_operator(struct scanner *scanner, struct token *token) {
    const char *const at = token->start;
    const bool sqlite = scanner->dialect == SQL_SQLITE;
    const size_t length = (size_t)(after_operator(scanner, at) - at);
    if (length > 1)
        finish_symbol(scanner, token, TOKEN_OPERATOR, length);
    else if (*at == '*')
        finish_symbol(scanner, token, TOKEN_STAR, 1);
    else if (*at == '+' || *at == '-')
        finish_symbol(scanner, token, TOKEN_SIGN, 1);
    else
        finish_symbol(scanner, token, sqlite && *at == '!' ? TOKEN_OTHER : TOKEN_OPERATOR, 1);
}

/* A sign; where no operand comes before, it is part of the number that follows, whatever the gap. */
static void scan_sign(struct scanner *scanner, struct token *token, bool after_operand) {
    scan_operator(scanner, token);
    if (token->kind != TOKEN_SIGN || after_operand)
        return;
    struct scanner ahead = *scanner;
    scanner_skip_gap(&ahead);
    if (starts_number(&ahead, ahead.cursor))
        finish(scanner, token, TOKEN_NUMBER, after_number(&ahead, ahead.cursor));
}

static void scan_question_mark(struct scanner *scanner, struct token *token, bool after_operand) {
    const char *at = token->start + 1;
    if (scanner->dialect == SQL_SQLITE) {
        while (byte_is_digit(peek(scanner, at, 0)))
            at++;
        finish(scanner, token, TOKEN_PARAMETER, at);
        return;
    }
    const size_t length = after_operand ? (size_t)(after_operator(scanner, token->start) - token->start) : 1;
    finish_symbol(scanner, token, length == 1 ? TOKEN_QUESTION_MARK : TOKEN_OPERATOR, length);
}

static void scan_colon(struct scanner *scanner, struct token *token) {
    const char next = peek(scanner, token->start, 1);
    if (scanner->dialect == SQL_SQLITE)
        scan_dollar(scanner, token);
    else if (next == ':')
        finish_symbol(scanner, token, TOKEN_CAST, 2);
    else
        finish_symbol(scanner, token, next == '=' ? TOKEN_OPERATOR : TOKEN_OTHER, next == '=' ? 2 : 1);
}

static void scan_punctuation(struct scanner *scanner, struct token *token) {
    enum token_kind kind = TOKEN_OTHER;
    switch (*token->start) {
    case '(':
        kind = TOKEN_OPEN_PAREN;
        break;
    case ')':
        kind = TOKEN_CLOSE_PAREN;
        break;
    case ',':
        kind = TOKEN_COMMA;
        break;
    case ';':
        kind = TOKEN_SEMICOLON;
        break;
    default: /* ] is nothing in SQLite */
        kind = scanner->dialect == SQL_POSTGRESQL ? TOKEN_CLOSE_BRACKET : TOKEN_OTHER;
    }
    finish_symbol(scanner, token, kind, 1);
}

/* What is a quote in SQLite is an operator or punctuation in PostgreSQL. */
static void scan_backtick_or_bracket(struct scanner *scanner, struct token *token) {
    const bool bracket = *token->start == '[';
    if (scanner->dialect == SQL_SQLITE)
        scan_quoted(scanner, token, 0, bracket ? ']' : '`');
    else if (bracket)
        finish_symbol(scanner, token, TOKEN_OPEN_BRACKET, 1);
    else
        scan_operator(scanner, token);
}

static void scan_dot(struct scanner *scanner, struct token *token) {
    if (starts_number(scanner, token->start))
        finish(scanner, token, TOKEN_NUMBER, after_number(scanner, token->start));
    else
        finish_symbol(scanner, token, TOKEN_DOT, 1);
}

static void scan_token(struct scanner *scanner, struct token *token, bool after_operand) {
    const char *const at = token->start;
    switch (class_of(*at)) {
    case BYTE_LETTER:
        scan_word(scanner, token);
        return;
    case BYTE_DIGIT:
        finish(scanner, token, TOKEN_NUMBER, after_number(scanner, at));
        return;
    case BYTE_QUOTE:
        finish(scanner, token, TOKEN_STRING, after_string(scanner, at + 1, scanner->backslash_escapes));
        return;
    case BYTE_DOUBLE_QUOTE:
        scan_quoted(scanner, token, 0, '"');
        return;
    case BYTE_BACKTICK:
    case BYTE_OPEN_BRACKET:
        scan_backtick_or_bracket(scanner, token);
        return;
    case BYTE_PUNCTUATION:
        scan_punctuation(scanner, token);
        return;
    case BYTE_DOT:
        scan_dot(scanner, token);
        return;
    case BYTE_COLON:
        scan_colon(scanner, token);
        return;
    case BYTE_DOLLAR:
        scan_dollar(scanner, token);
        return;
    case BYTE_AT:
        if (scanner->dialect == SQL_SQLITE)
            scan_dollar(scanner, token);
        else
            scan_operator(scanner, token);
        return;
    case BYTE_QUESTION_MARK:
        scan_question_mark(scanner, token, after_operand);
        return;
    case BYTE_SIGN:
        scan_sign(scanner, token, after_operand);
        return;
    case BYTE_OPERATOR:
        scan_operator(scanner, token);
        return;
    default:
        finish_symbol(scanner, token, TOKEN_OTHER, 1);
    }
}

void scanner_next(struct scanner *scanner, bool after_operand, struct token *token) {
    scanner_skip_gap(scanner);
    token->start = scanner->cursor;
    token->keyword = KEYWORD_NONE;
    token->many_digits = false;
    token->plain = false;
    if (scanner->cursor == scanner->end)
        finish(scanner, token, TOKEN_END, scanner->end);
    else
        scan_token(scanner, token, after_operand);
}

bool token_is(const struct token *token, const char *lower) {
    if (token->kind != TOKEN_WORD && token->kind != TOKEN_SPACED_WORD)
        return false;
    for (size_t i = 0; i < token->length; i++)
        if (lower[i] != byte_fold(token->start[i])) /* also at the end of `lower` */
            return false;
    return lower[token->length] == 0;
}
