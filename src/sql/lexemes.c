#include "lexemes.h"

#include "bytes.h"

/* PostgreSQL cuts names, operators among them, at NAMEDATALEN - 1; without a bound `+-+-…` is quadratic. */
#define LONGEST_OPERATOR 63

#define LETTER (BYTE_LETTER | BYTE_IN_NAME)
#define LETTERS_8 LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER
#define LETTERS_16 LETTERS_8, LETTERS_8
#define DIGIT (BYTE_DIGIT | BYTE_IN_NAME)
#define OPERATOR (BYTE_OPERATOR | BYTE_IN_OPERATOR)

/* Designators in an order that a reader can check against an ASCII table. */
const uint8_t byte_classes[256] = {
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

bool is_byte_order_mark(const char *at, const char *end) {
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

const char *after_name(const struct scanner *scanner, const char *at) {
    while (at < scanner->end && byte_is(*at, BYTE_IN_NAME))
        at += sql_character_length(scanner->encoding, at, scanner->end);
    return at;
}

/* The next quote or, where it escapes, backslash: not one that is the second byte of a character. */
static const char *find_in_string(const struct scanner *scanner, const char *at, bool escapes) {
    if (!escapes || scanner->encoding == SQL_ENCODING_ASCII_SAFE)
        return bytes_find(at, scanner->end, '\'', escapes ? '\\' : '\'');
    while (at < scanner->end && *at != '\'' && *at != '\\')
        at += sql_character_length(scanner->encoding, at, scanner->end);
    return at;
}

const char *after_string(const struct scanner *scanner, const char *at, bool escapes) {
    while ((at = find_in_string(scanner, at, escapes)) < scanner->end) {
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

const char *after_uescape(const struct scanner *scanner, const char *at) {
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

const char *after_quoted(const struct scanner *scanner, const char *at, char quote) {
    while ((at = bytes_find(at, scanner->end, quote, quote)) < scanner->end) {
        if (quote == ']' || peek(scanner, at, 1) != quote)
            return at + 1;
        at += 2;
    }
    return NULL;
}

const char *after_dollar_string(const struct scanner *scanner, const char *at) {
    const char *tag_end = at + 1;
    if (tag_end < scanner->end && class_of(*tag_end) == BYTE_LETTER)
        while (tag_end < scanner->end && *tag_end != '$' && byte_is(*tag_end, BYTE_IN_NAME))
            tag_end += sql_character_length(scanner->encoding, tag_end, scanner->end);
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

const char *after_number(const struct scanner *scanner, const char *at) {
    const bool hexadecimal = *at == '0' && byte_fold(peek(scanner, at, 1)) == 'x';
    for (; at < scanner->end; at++) {
        if ((byte_is(*at, BYTE_IN_NAME) && *at != '$') || *at == '.') {
            at += sql_character_length(scanner->encoding, at, scanner->end) - 1;
            continue;
        }
        const bool exponent_sign = class_of(*at) == BYTE_SIGN && byte_fold(at[-1]) == 'e' && !hexadecimal &&
                                   byte_is_digit(peek(scanner, at, 1));
        if (!exponent_sign)
            break;
    }
    return at;
}

bool starts_number(const struct scanner *scanner, const char *at) {
    return byte_is_digit(peek(scanner, at, 0)) ||
           (peek(scanner, at, 0) == '.' && byte_is_digit(peek(scanner, at, 1)));
}

const char *after_sqlite_parameter(const struct scanner *scanner, const char *at) {
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

/* ---- operators ---- */

/*
 * The length of PostgreSQL's operator at `at`: as long as can be, but no comment begins in it, and it
 * ends in + or - only with one of certain characters before. Beyond scan.l, one that does not begin
 * with ? ends before a ?, so that the placeholder in `=?` is one; @? alone is whole.
 */
static size_t postgresql_operator_length(const struct scanner *scanner, const char *at) {
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

const char *after_operator(const struct scanner *scanner, const char *at) {
    if (scanner->dialect == SQL_SQLITE)
        return at + sqlite_operator_length(scanner, at);
    return at + postgresql_operator_length(scanner, at);
}
