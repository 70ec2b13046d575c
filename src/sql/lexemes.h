/*
 * Finds where lexemes end in raw text: strings, comments, numbers, operators.
 *
 * Each function takes a position before scanner->end and returns a later one that is not past the end. Only
 * scanner_skip_gap moves the cursor. Any thread, with a scanner of its own.
 */
#ifndef LOOPLINE_SQL_LEXEMES_H
#define LOOPLINE_SQL_LEXEMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tokenizer.h"

enum byte_class {
    BYTE_OTHER,
    BYTE_SPACE,
    BYTE_LETTER, /* and _, and all bytes from 0x80 */
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
    BYTE_IN_OPERATOR = 32, /* in PostgreSQL */
    BYTE_IN_NAME = 64,
    BYTE_KEEPS_SIGN = 128, /* PostgreSQL: an operator with one of these may end in + or - */
};

/* By byte: an enum byte_class up to BYTE_CLASS, and a set of the properties above it. */
extern const uint8_t byte_classes[256];

static inline enum byte_class class_of(char byte) {
    return (enum byte_class)(byte_classes[(uint8_t)byte] & BYTE_CLASS);
}

static inline bool byte_is(char byte, enum byte_class property) {
    return byte_classes[(uint8_t)byte] & property;
}

/* Skips white space and comments. */
void scanner_skip_gap(struct scanner *scanner);

/* Returns the byte `offset` past `at`, or NUL past the end: no token holds a NUL. */
static inline char peek(const struct scanner *scanner, const char *at, size_t offset) {
    return (size_t)(scanner->end - at) > offset ? at[offset] : 0;
}

/*
 * Returns true if U+FEFF is at `at`: white space for SQLite wherever a token may start, and for psql at a
 * script's start.
 */
bool is_byte_order_mark(const char *at, const char *end);

/* Past the unquoted name that continues at `at`, by the characters of the client's encoding. */
const char *after_name(const struct scanner *scanner, const char *at);

/* Past the string whose opening quote ends at `at`, or the end if it is unterminated. */
const char *after_string(const struct scanner *scanner, const char *at, bool escapes);

/* Past `UESCAPE 'c'` after a U&'…' that ends at `at`; `at` if there is none. */
const char *after_uescape(const struct scanner *scanner, const char *at);

/* Past the closing quote, or NULL if there is none. A doubled quote stands for itself, except a bracket. */
const char *after_quoted(const struct scanner *scanner, const char *at, char quote);

/*
 * Past the dollar-quoted string that starts at `at`, or NULL if none starts there. Without its closing tag it
 * lasts to the end: going back to read on after the opening tag would take quadratic time.
 */
const char *after_dollar_string(const struct scanner *scanner, const char *at);

bool starts_number(const struct scanner *scanner, const char *at);

/*
 * Past the number that starts at `at`, including letters and digits that follow without a gap: PostgreSQL 15
 * and SQLite refuse those, and half a malformed value must not be taken for a name.
 */
const char *after_number(const struct scanner *scanner, const char *at);

/*
 * Past the parameter that starts with $ @ : or # in SQLite, or NULL. Names may hold :: and end in a
 * parenthesised suffix, as Tcl's variables do.
 */
const char *after_sqlite_parameter(const struct scanner *scanner, const char *at);

/* Past the operator that starts at `at`, in the scanner's dialect. */
const char *after_operator(const struct scanner *scanner, const char *at);

#endif
