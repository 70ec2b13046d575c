/*
 * SQL text into tokens, one at a time, by the lexical rules of PostgreSQL (scan.l of 15) or SQLite
 * (tokenize.c of 3.40). White space and comments are passed over.
 *
 * Safe in the user's process: no state but the scanner's, reads exactly the bytes it is given. The cursor
 * advances with every token, and no byte is looked at more than a fixed number of times.
 */
#ifndef LOOPLINE_SQL_TOKENIZER_H
#define LOOPLINE_SQL_TOKENIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keywords.h"
#include "normalize.h"

enum token_kind {
    TOKEN_END = 0,
    /* What stands in a normal form. */
    TOKEN_WORD,         /* unquoted name or a word that takes part in a call */
    TOKEN_SPACED_WORD,  /* keyword with the trait KEYWORD_SPACED */
    TOKEN_QUOTED,       /* quoted name */
    TOKEN_VALUE,        /* `?`: what a literal, a parameter or a folded name has become */
    TOKEN_OPEN_PAREN,   /* ( */
    TOKEN_CLOSE_PAREN,  /* ) */
    TOKEN_OPEN_BRACKET, /* [ and ]: PostgreSQL */
    TOKEN_CLOSE_BRACKET,
    TOKEN_COMMA,
    TOKEN_SEMICOLON,
    TOKEN_DOT,
    TOKEN_CAST,     /* ::, PostgreSQL */
    TOKEN_STAR,     /* * alone */
    TOKEN_SIGN,     /* + or - alone, also between operands */
    TOKEN_OPERATOR, /* any other */
    TOKEN_OTHER,    /* a byte that means nothing where it stands */
    /* What only stands in raw text. */
    TOKEN_NUMBER, /* with its sign, where that follows no operand */
    TOKEN_STRING, /* with quotes and prefix; also what is unterminated, up to the end */
    TOKEN_BLOB,
    TOKEN_PARAMETER,
    TOKEN_QUESTION_MARK, /* PostgreSQL: the operator after an operand, else some client's placeholder */
};

struct token {
    enum token_kind kind;
    enum keyword keyword; /* of an unquoted word */
    bool has_digits;      /* of a word, or of a quoted name for which token_unquote said yes */
    char quote;           /* TOKEN_QUOTED: " ` [ or U for U&"…" */
    const char *start;
    size_t length;
    uint64_t head; /* the first 8 bytes, of a word folded; those past the length are 0. Not of literals */
};

struct scanner {
    const char *cursor;
    const char *end;
    enum sql_dialect dialect;
    bool backslash_escapes;
};

/* Starts before the first byte. A NUL byte ends the text, as it does for both libraries. */
struct scanner scanner_begin(struct sql_options options, const char *sql, size_t length);

/*
 * Fills in the next token; at the end of the text TOKEN_END with length 0.
 * `after_operand`: the previous token ends an operand, so a sign is an operator and, in PostgreSQL, so is
 * `?`.
 */
void scanner_next(struct scanner *scanner, bool after_operand, struct token *token);

/* Passes over white space and comments; whether there was an end of line among them. */
bool scanner_skip_gap(struct scanner *scanner);

/*
 * For a TOKEN_QUOTED whose text could stand without quotes in the dialect, keywords aside: turns the token
 * into that word and says true. Else changes nothing and says false.
 */
bool token_unquote(struct token *token, enum sql_dialect dialect);

/* Whether a word, in any case, is `lower`, which is in lower case. No quoted name is. */
bool token_is(const struct token *token, const char *lower);

#endif
