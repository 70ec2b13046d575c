/*
 * Where the things that tokens are made of end: strings, comments, numbers, operators. For whoever
 * reads raw text.
 *
 * Every function takes a position before scanner->end and returns one behind it and not past the end. None
 * moves the cursor but scanner_skip_gap.
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

/* By byte: an enum byte_class below BYTE_CLASS, and a set of those above. */
extern const uint8_t byte_classes[256];

static inline enum byte_class class_of(char byte) {
    return (enum byte_class)(byte_classes[(uint8_t)byte] & BYTE_CLASS);
}

static inline bool byte_is(char byte, enum byte_class property) {
    return byte_classes[(uint8_t)byte] & property;
}

/* Passes over white space and comments. */
void scanner_skip_gap(struct scanner *scanner);

/* The byte `offset` past `at`, or NUL past the end: no token holds a NUL. */
static inline char peek(const struct scanner *scanner, const char *at, size_t offset) {
    return (size_t)(scanner->end - at) > offset ? at[offset] : 0;
}

/* Whether U+FEFF stands at `at`: white space for SQLite wherever a token may start, for psql at a script's
 * start. */
bool is_byte_order_mark(const char *at, const char *end);

/* Past the unquoted name that goes on at `at`, by the characters of the client's encoding. */
const char *after_name(const struct scanner *scanner, const char *at);

/* Past the string whose opening quote ends at `at`, or the end where it is unterminated. */
const char *after_string(const struct scanner *scanner, const char *at, bool escapes);

/* Past `UESCAPE 'c'` after a U&'…' that ends at `at`; `at` where there is none. */
const char *after_uescape(const struct scanner *scanner, const char *at);

/* Past the closing quote, or NULL; the quote doubled stands for itself unless it is a bracket. */
const char *after_quoted(const struct scanner *scanner, const char *at, char quote);

/*
 * Past the dollar-quoted string that starts at `at`, or NULL where no opener stands. Without its closing
 * tag it lasts to the end: to go back and read on after the opener would be quadratic.
 */
const char *after_dollar_string(const struct scanner *scanner, const char *at);

bool starts_number(const struct scanner *scanner, const char *at);

/*
 * Past the number that starts at `at`, with whatever letters and digits it runs into: PostgreSQL 15 and
 * SQLite refuse those, and half a malformed value must not pass for a name.
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
