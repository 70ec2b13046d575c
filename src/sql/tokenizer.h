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

#include "bytes.h"
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
    bool many_digits;     /* of a word: there may be four or more in a row */
    bool plain;           /* TOKEN_QUOTED: the dialect would read it alike without quotes, keywords aside */
    char quote;           /* TOKEN_QUOTED: " ` [ ' or U for U&"…" */
    const char *start;
    size_t length;
    uint64_t head; /* the first 8 bytes, of a word folded; those past the length are 0. Not of literals */
};

struct scanner {
    const char *cursor;
    const char *end;
    enum sql_dialect dialect;
    bool backslash_escapes;
    enum sql_encoding encoding;
};

/* Starts before the first byte. A NUL byte ends the text, as it does for both libraries. */
struct scanner scanner_begin(struct sql_options options, const char *sql, size_t length);

/*
 * Fills in the next token; at the end of the text TOKEN_END with length 0.
 * `after_operand`: the previous token ends an operand, so a sign is an operator and, in PostgreSQL, so is
 * `?`.
 */
void scanner_next(struct scanner *scanner, bool after_operand, struct token *token);

/* Reads the string literal that scanner_next has just read once more, as a name in these quotes. */
void scanner_read_string_as_name(struct scanner *scanner, struct token *token);

/* Whether a word, in any case, is `lower`, which is in lower case. No quoted name is. */
bool token_is(const struct token *token, const char *lower);

/* Whether an operand ends with a token of the normal form: what `after_operand` is for the next one. */
static inline bool token_ends_operand(enum token_kind kind, enum keyword keyword) {
    switch (kind) {
    case TOKEN_WORD:
    case TOKEN_SPACED_WORD:
        return !(keyword_traits[keyword] & KEYWORD_BEFORE_OPERAND);
    case TOKEN_QUOTED:
    case TOKEN_VALUE:
    case TOKEN_CLOSE_PAREN:
    case TOKEN_CLOSE_BRACKET:
        return true;
    default:
        return false;
    }
}

/* Takes the quotes off a TOKEN_QUOTED that is plain: `head` and `many_digits` already are the word's. */
static inline void token_unquote(struct token *token) {
    token->kind = TOKEN_WORD;
    token->start++;
    token->length -= 2;
}

/*
 * A name from token->start on: its length, which may be 0, its digits and its head. Whether it holds
 * capitals. Whether it may begin as it does is for the caller to know.
 */
static inline bool scan_name(struct token *token, const char *end) {
    const char *at = token->start;
    uint64_t capitals = 0;
    uint64_t runs = 0; /* four digits in one word, or two on both sides of where two words meet */
    uint64_t digit_before = 0;
    token->head = 0;
    for (;; at += 8) {
        const uint64_t word = bytes_load_before(at, end);
        const struct bytes_description description = bytes_describe(word);
        const uint64_t past = ~description.name & HIGH_BITS;
        const uint64_t inside = past ? (past & -past) - 1 : ~(uint64_t)0;
        const uint64_t digits = description.digits & inside;
        const uint64_t pairs = digits & digits >> 8;
        runs |= (pairs & pairs >> 16) | (digits & digit_before);
        digit_before = digits >> 56;
        capitals |= bytes_capitals(word, description.letters) & inside;
        if (at == token->start)
            token->head = bytes_fold(word, description.letters) & (past ? inside >> 7 : inside);
        if (!past)
            continue;
        token->length = (size_t)(at - token->start) + bytes_index(past);
        token->many_digits = runs;
        return capitals;
    }
}

/*
 * In line and for the commonest of tokens alone: a word, or a double-quoted name that is plain and thereby a
 * word too. `token` needs its start, at least two bytes before the end. Returns the position after the
 * token, or NULL where it is something else or may be: scanner_next knows.
 */
static inline const char *scan_plain_name(struct token *token, const char *end, enum sql_dialect dialect) {
    const char first = *token->start;
    const bool quoted = first == '"';
    token->start += quoted;
    const unsigned begins = (unsigned char)*token->start;
    /* Names that begin with other letters than these are left to scanner_next. Asked first: a run of digits
     * and dollars, of which each is a token, would else be read to its end for each. */
    if (!((begins | 0x20) - 'a' < 26 || begins == '_'))
        return NULL;
    const bool capitals = scan_name(token, end);
    const char *const after = token->start + token->length;
    if (end - after < 2)
        return NULL;
    if (quoted)
        return *after != '"' || after[1] == '"' || (capitals && dialect == SQL_POSTGRESQL) ? NULL : after + 1;
    return token->length == 1 && (*after == '\'' || *after == '&') ? NULL : after;
}

#endif
