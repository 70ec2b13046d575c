#include "tokenizer.h"

#include "bytes.h"

/* PostgreSQL cuts names, operators among them, at NAMEDATALEN - 1; without a bound `+-+-…` is quadratic. */
#define LONGEST_OPERATOR 63

enum byte_class {
    BYTE_OTHER,
    BYTE_SPACE,
    BYTE_LETTER, /* and _, and all from 0x80 */
    BYTE_DIGIT,
    BYTE_QUOTE,
    BYTE_DOUBLE_QUOTE,
    BYTE_BACKTICK,
    BYTE_PUNCTUATION, /* ( ) , ; ] */
    BYTE_OPEN_BRACKET,
    BYTE_DOT,
    BYTE_COLON,
    BYTE_DOLLAR,
    BYTE_AT, /* @ and #: parameters in SQLite */
    BYTE_QUESTION_MARK,
    BYTE_SIGN,
    BYTE_OPERATOR,
    BYTE_CLASS = 31,
    BYTE_IN_OPERATOR = 32, /* of PostgreSQL */
    BYTE_IN_NAME = 64,
    BYTE_KEEPS_SIGN = 128, /* PostgreSQL: an operator with one of these may end in + or - */
};

#define LETTER (BYTE_LETTER | BYTE_IN_NAME)
#define LETTERS_8 LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER
#define LETTERS_16 LETTERS_8, LETTERS_8
#define DIGIT (BYTE_DIGIT | BYTE_IN_NAME)
#define OPERATOR (BYTE_OPERATOR | BYTE_IN_OPERATOR)

/* Designators in an order that a reader can check against an ASCII table. */
static const uint8_t classes[256] = {
    ['\t'] = BYTE_SPACE,
    ['\n'] = BYTE_SPACE,
    ['\v'] = BYTE_SPACE,
    ['\f'] = BYTE_SPACE,
    ['\r'] = BYTE_SPACE,
    [' '] = BYTE_SPACE,
    ['!'] = OPERATOR | BYTE_KEEPS_SIGN,
    ['"'] = BYTE_DOUBLE_QUOTE,
    ['#'] = BYTE_AT | BYTE_IN_OPERATOR | BYTE_KEEPS_SIGN,
    ['$'] = BYTE_DOLLAR | BYTE_IN_NAME,
    ['%'] = OPERATOR | BYTE_KEEPS_SIGN,
    ['&'] = OPERATOR | BYTE_KEEPS_SIGN,
    ['\''] = BYTE_QUOTE,
    ['('] = BYTE_PUNCTUATION,
    [')'] = BYTE_PUNCTUATION,
    ['*'] = OPERATOR,
    ['+'] = BYTE_SIGN | BYTE_IN_OPERATOR,
    [','] = BYTE_PUNCTUATION,
    ['-'] = BYTE_SIGN | BYTE_IN_OPERATOR,
    ['.'] = BYTE_DOT,
    ['/'] = OPERATOR,
    ['0'] = DIGIT,
    ['1'] = DIGIT,
    ['2'] = DIGIT,
    ['3'] = DIGIT,
    ['4'] = DIGIT,
    ['5'] = DIGIT,
    ['6'] = DIGIT,
    ['7'] = DIGIT,
    ['8'] = DIGIT,
    ['9'] = DIGIT,
    [':'] = BYTE_COLON,
    [';'] = BYTE_PUNCTUATION,
    ['<'] = OPERATOR,
    ['='] = OPERATOR,
    ['>'] = OPERATOR,
    ['?'] = BYTE_QUESTION_MARK | BYTE_IN_OPERATOR | BYTE_KEEPS_SIGN,
    ['@'] = BYTE_AT | BYTE_IN_OPERATOR | BYTE_KEEPS_SIGN,
    ['A'] = LETTERS_16,
    ['Q'] = LETTERS_8,
    ['Y'] = LETTER,
    ['Z'] = LETTER,
    ['['] = BYTE_OPEN_BRACKET,
    [']'] = BYTE_PUNCTUATION,
    ['^'] = OPERATOR | BYTE_KEEPS_SIGN,
    ['_'] = LETTER,
    ['`'] = BYTE_BACKTICK | BYTE_IN_OPERATOR | BYTE_KEEPS_SIGN,
    ['a'] = LETTERS_16,
    ['q'] = LETTERS_8,
    ['y'] = LETTER,
    ['z'] = LETTER,
    ['|'] = OPERATOR | BYTE_KEEPS_SIGN,
    ['~'] = OPERATOR | BYTE_KEEPS_SIGN,
    [0x80] = LETTERS_16,
    [0x90] = LETTERS_16,
    [0xa0] = LETTERS_16,
    [0xb0] = LETTERS_16,
    [0xc0] = LETTERS_16,
    [0xd0] = LETTERS_16,
    [0xe0] = LETTERS_16,
    [0xf0] = LETTERS_16,
};

static enum byte_class class_of(char byte) {
    return (enum byte_class)(classes[(uint8_t)byte] & BYTE_CLASS);
}

static bool byte_is(char byte, enum byte_class property) {
    return classes[(uint8_t)byte] & property;
}

struct scanner scanner_begin(struct sql_options options, const char *sql, size_t length) {
    const char *const end = length ? bytes_find(sql, sql + length, 0, 0) : sql;
    return (struct scanner){.cursor = sql,
                            .end = end,
                            .dialect = options.dialect,
                            .backslash_escapes =
                                options.dialect == SQL_POSTGRESQL && options.backslash_escapes};
}

/* The byte `offset` past `at`, or NUL past the end: no token holds a NUL. */
static char peek(const struct scanner *scanner, const char *at, size_t offset) {
    return (size_t)(scanner->end - at) > offset ? at[offset] : 0;
}

/* ---- white space and comments ---- */

/* Past the comment whose opening ends at `at`; unterminated ones last to the end. */
static const char *after_block_comment(const struct scanner *scanner, const char *at) {
    const char inner = scanner->dialect == SQL_POSTGRESQL ? '/' : '*';
    size_t depth = 1;
    while ((at = bytes_find(at, scanner->end, '*', inner)) < scanner->end) {
        const char next = peek(scanner, at, 1);
        if (*at == '*' && next == '/') {
            at += 2;
            if (--depth == 0)
                return at;
        } else if (*at == '/' && next == '*') {
            at += 2;
            depth++;
        } else {
            at++;
        }
    }
    return at;
}

/* To the end of the line; a carriage return ends it for PostgreSQL alone. */
static const char *after_line_comment(const struct scanner *scanner, const char *at) {
    return bytes_find(at, scanner->end, '\n', scanner->dialect == SQL_POSTGRESQL ? '\r' : '\n');
}

/* SQLite takes U+FEFF for white space wherever a token may start; psql at the start of a script. */
static bool is_byte_order_mark(const char *at, const char *end) {
    return end - at >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0;
}

void scanner_skip_gap(struct scanner *scanner) {
    const char *at = scanner->cursor;
    for (; at < scanner->end; at++) {
        if (class_of(*at) == BYTE_SPACE)
            continue;
        if (*at == '-' && peek(scanner, at, 1) == '-') {
            at = after_line_comment(scanner, at + 2) - 1;
        } else if (*at == '/' && peek(scanner, at, 1) == '*') {
            at = after_block_comment(scanner, at + 2) - 1;
        } else if (*at == '\xef' && is_byte_order_mark(at, scanner->end)) {
            at += 2;
        } else {
            break;
        }
    }
    scanner->cursor = at;
}

/* ---- literals ---- */

/*
 * PostgreSQL joins 'a' and 'b' over white space and line comments with an end of line among them: the
 * position after the second's quote, or NULL.
 */
static const char *after_continuation_quote(const struct scanner *scanner, const char *at) {
    bool line_ended = false;
    for (; at < scanner->end; at++) {
        if (class_of(*at) == BYTE_SPACE)
            line_ended |= *at == '\n' || *at == '\r';
        else if (*at == '-' && peek(scanner, at, 1) == '-')
            at = after_line_comment(scanner, at + 2) - 1;
        else
            break;
    }
    return line_ended && at < scanner->end && *at == '\'' ? at + 1 : NULL;
}

/* Past the string whose opening quote ends at `at`, or the end if it is unterminated. */
static const char *after_string(const struct scanner *scanner, const char *at, bool escapes) {
    while ((at = bytes_find(at, scanner->end, '\'', escapes ? '\\' : '\'')) < scanner->end) {
        if (*at == '\\' || peek(scanner, at, 1) == '\'') {
            at += scanner->end - at > 1 ? 2 : 1;
            continue;
        }
        at++;
        const char *const joined =
            scanner->dialect == SQL_POSTGRESQL ? after_continuation_quote(scanner, at) : NULL;
        if (!joined)
            return at;
        at = joined;
    }
    return at;
}

/* Past `UESCAPE 'c'` after a U&'…' that ends at `at`; `at` where there is none. */
static const char *after_uescape(const struct scanner *scanner, const char *at) {
    struct scanner ahead = *scanner;
    ahead.cursor = at;
    scanner_skip_gap(&ahead);
    static const char uescape[] = "uescape";
    for (size_t i = 0; i < sizeof uescape - 1; i++)
        if (byte_fold(peek(&ahead, ahead.cursor, i)) != uescape[i])
            return at;
    ahead.cursor += sizeof uescape - 1;
    scanner_skip_gap(&ahead);
    return peek(&ahead, ahead.cursor, 0) == '\'' ? after_string(&ahead, ahead.cursor + 1, false) : at;
}

/* Past the closing quote, or NULL; the quote doubled stands for itself unless it is a bracket. */
static const char *after_quoted(const struct scanner *scanner, const char *at, char quote) {
    while ((at = bytes_find(at, scanner->end, quote, quote)) < scanner->end) {
        if (quote == ']' || peek(scanner, at, 1) != quote)
            return at + 1;
        at += 2;
    }
    return NULL;
}

/*
 * Past the dollar-quoted string that starts at `at`, or NULL where no opener stands. Without its closing
 * tag it lasts to the end: to go back and read on after the opener would be quadratic.
 */
static const char *after_dollar_string(const struct scanner *scanner, const char *at) {
    const char *tag_end = at + 1;
    if (tag_end < scanner->end && class_of(*tag_end) == BYTE_LETTER)
        while (tag_end < scanner->end && *tag_end != '$' && byte_is(*tag_end, BYTE_IN_NAME))
            tag_end++;
    if (peek(scanner, tag_end, 0) != '$')
        return NULL;
    tag_end++;
    const size_t tag_length = (size_t)(tag_end - at);
    const char *close = tag_end;
    while ((close = bytes_find(close, scanner->end, '$', '$')) < scanner->end) {
        if ((size_t)(scanner->end - close) >= tag_length && memcmp(close, at, tag_length) == 0)
            return close + tag_length;
        close++;
    }
    return close;
}

/*
 * Past the number that starts at `at`, with whatever letters and digits it runs into: PostgreSQL 15 and
 * SQLite refuse those, and half a malformed value must not pass for a name.
 */
static const char *after_number(const struct scanner *scanner, const char *at) {
    const bool hexadecimal = *at == '0' && byte_fold(peek(scanner, at, 1)) == 'x';
    for (; at < scanner->end; at++) {
        if ((byte_is(*at, BYTE_IN_NAME) && *at != '$') || *at == '.')
            continue;
        const bool exponent_sign = class_of(*at) == BYTE_SIGN && byte_fold(at[-1]) == 'e' && !hexadecimal &&
                                   byte_is_digit(peek(scanner, at, 1));
        if (!exponent_sign)
            break;
    }
    return at;
}

static bool starts_number(const struct scanner *scanner, const char *at) {
    return byte_is_digit(peek(scanner, at, 0)) ||
           (peek(scanner, at, 0) == '.' && byte_is_digit(peek(scanner, at, 1)));
}

/*
 * Past the parameter that starts with $ @ : or # in SQLite, or NULL. Names may hold :: and end in a
 * parenthesised suffix, as Tcl's variables do.
 */
static const char *after_sqlite_parameter(const struct scanner *scanner, const char *at) {
    bool named = false;
    for (at++; at < scanner->end; at++) {
        if (byte_is(*at, BYTE_IN_NAME)) {
            named = true;
        } else if (*at == '(' && named) {
            while (at < scanner->end && *at != ')' && class_of(*at) != BYTE_SPACE)
                at++;
            return at + (at < scanner->end && *at == ')');
        } else if (*at == ':' && peek(scanner, at, 1) == ':') {
            at++;
        } else {
            break;
        }
    }
    return named ? at : NULL;
}

/* ---- tokens ---- */

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

static void scan_word(struct scanner *scanner, struct token *token) {
    scan_name(token, scanner->end);
    if (token->length == 1 && scan_prefixed(scanner, token))
        return;
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

/*
 * The length of PostgreSQL's operator at `at`: as long as can be, but no comment begins in it, and it
 * ends in + or - only with one of certain characters before. Beyond scan.l, one that does not begin
 * with ? ends before a ?, so that the placeholder in `=?` is one; @? alone is whole.
 */
static size_t operator_length(const struct scanner *scanner, const char *at) {
    size_t length = 0;
    bool keeps_sign = false;
    for (; length < LONGEST_OPERATOR; length++) {
        const char byte = peek(scanner, at, length);
        const char next = peek(scanner, at, length + 1);
        if (!byte_is(byte, BYTE_IN_OPERATOR) || (byte == '-' && next == '-') || (byte == '/' && next == '*'))
            break;
        if (byte == '?' && length == 1 && at[0] == '@' && !byte_is(next, BYTE_IN_OPERATOR))
            return 2;
        if (byte == '?' && length > 0)
            break;
        keeps_sign |= byte_is(byte, BYTE_KEEPS_SIGN);
    }
    while (!keeps_sign && length > 1 && (at[length - 1] == '+' || at[length - 1] == '-'))
        length--;
    return length;
}

static size_t sqlite_operator_length(const struct scanner *scanner, const char *at) {
    static const char longer[][4] = {"->>", "->", "||", "<=", "<>", "<<", ">=", ">>", "==", "!="};
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
        const size_t length = longer[i][2] ? 3 : 2;
        if ((size_t)(scanner->end - at) >= length && memcmp(at, longer[i], length) == 0)
            return length;
    }
    return 1;
}

static void scan_operator(struct scanner *scanner, struct token *token) {
    const char *const at = token->start;
    const bool sqlite = scanner->dialect == SQL_SQLITE;
    const size_t length = sqlite ? sqlite_operator_length(scanner, at) : operator_length(scanner, at);
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
    const size_t length = after_operand ? operator_length(scanner, token->start) : 1;
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

void scanner_next(struct scanner *scanner, bool after_operand, struct token *token) {
    scanner_skip_gap(scanner);
    const char *const at = scanner->cursor;
    const bool sqlite = scanner->dialect == SQL_SQLITE;
    token->start = at;
    token->keyword = KEYWORD_NONE;
    token->many_digits = false;
    token->plain = false;
    if (at == scanner->end) {
        finish(scanner, token, TOKEN_END, at);
        return;
    }
    switch (class_of(*at)) {
    case BYTE_LETTER:
        scan_word(scanner, token);
        break;
    case BYTE_DIGIT:
        finish(scanner, token, TOKEN_NUMBER, after_number(scanner, at));
        break;
    case BYTE_QUOTE:
        finish(scanner, token, TOKEN_STRING, after_string(scanner, at + 1, scanner->backslash_escapes));
        break;
    case BYTE_DOUBLE_QUOTE:
        scan_quoted(scanner, token, 0, '"');
        break;
    case BYTE_BACKTICK:
        if (sqlite)
            scan_quoted(scanner, token, 0, '`');
        else
            scan_operator(scanner, token);
        break;
    case BYTE_OPEN_BRACKET:
        if (sqlite)
            scan_quoted(scanner, token, 0, ']');
        else
            finish_symbol(scanner, token, TOKEN_OPEN_BRACKET, 1);
        break;
    case BYTE_PUNCTUATION:
        scan_punctuation(scanner, token);
        break;
    case BYTE_DOT:
        if (starts_number(scanner, at))
            finish(scanner, token, TOKEN_NUMBER, after_number(scanner, at));
        else
            finish_symbol(scanner, token, TOKEN_DOT, 1);
        break;
    case BYTE_COLON:
        scan_colon(scanner, token);
        break;
    case BYTE_DOLLAR:
        scan_dollar(scanner, token);
        break;
    case BYTE_AT:
        if (sqlite)
            scan_dollar(scanner, token);
        else
            scan_operator(scanner, token);
        break;
    case BYTE_QUESTION_MARK:
        scan_question_mark(scanner, token, after_operand);
        break;
    case BYTE_SIGN:
        scan_sign(scanner, token, after_operand);
        break;
    case BYTE_OPERATOR:
        scan_operator(scanner, token);
        break;
    default:
        finish_symbol(scanner, token, TOKEN_OTHER, 1);
    }
}

bool token_is(const struct token *token, const char *lower) {
    if (token->kind != TOKEN_WORD && token->kind != TOKEN_SPACED_WORD)
        return false;
    for (size_t i = 0; i < token->length; i++)
        if (lower[i] != byte_fold(token->start[i])) /* also at the end of `lower` */
            return false;
    return lower[token->length] == 0;
}
