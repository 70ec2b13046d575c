/*
 * Splits SQL text into tokens, one at a time, by the lexical rules of PostgreSQL (scan.l of 15) or SQLite
 * (tokenize.c of 3.40). Skips white space and comments.
 *
 * Safe in the user's process: has no state but the scanner's, and reads exactly the bytes it is given. The
 * cursor advances with every token, and each byte is read a bounded number of times. Any thread, with a
 * scanner of its own.
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
    /* Kinds in a normal form. */
    TOKEN_WORD,         /* unquoted name, or a keyword without the trait KEYWORD_SPACED */
    TOKEN_SPACED_WORD,  /* keyword with the trait KEYWORD_SPACED */
    TOKEN_QUOTED,       /* quoted name */
    TOKEN_VALUE,        /* `?`: a literal, a parameter or a folded name */
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
    TOKEN_OTHER,    /* a byte that has no meaning here */
    /* Kinds only in raw text. */
    TOKEN_NUMBER, /* with its sign, unless that follows an operand */
    TOKEN_STRING, /* with quotes and prefix; if unterminated, up to the end */
    TOKEN_BLOB,
    TOKEN_PARAMETER,
    TOKEN_QUESTION_MARK, /* PostgreSQL: after an operand the operator, else a client's placeholder */
};

struct token {
    enum token_kind kind;
    enum keyword keyword; /* of an unquoted word */
    bool many_digits;     /* of a word: it may hold four or more in a row */
    bool plain;           /* TOKEN_QUOTED: means the same without quotes in this dialect, keywords aside */
    char quote;           /* TOKEN_QUOTED: " ` [ ' or U for U&"…" */
    const char *start;
    size_t length;
    uint64_t head; /* the first 8 bytes, folded for a word, 0 past the length; not set for literals */
};

struct scanner {
    const char *cursor;
    const char *end;
    enum sql_dialect dialect;
    bool backslash_escapes;
    enum sql_encoding encoding;
};

/* Makes a scanner at the start of a text. A NUL byte ends the text, as it does for both libraries. */
struct scanner scanner_begin(struct sql_options options, const char *sql, size_t length);

/*
 * Reads the next token; at the end of the text TOKEN_END with length 0. `after_operand`: the previous token
 * ends an operand, so a sign is an operator and, in PostgreSQL, so is `?`.
 */
void scanner_next(struct scanner *scanner, bool after_operand, struct token *token);

/* Reads the string literal that scanner_next has just read again, as a quoted name. */
void scanner_read_string_as_name(struct scanner *scanner, struct token *token);

/* Returns true if the token is the unquoted word `lower` (given in lower case), in any letter case. */
bool token_is(const struct token *token, const char *lower);

/* Returns true if this token of the normal form ends an operand: `after_operand` for the next token. */
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

/*
 * Removes the quotes from a plain TOKEN_QUOTED; its `head` and `many_digits` are already those of the word.
 */
static inline void token_unquote(struct token *token) {
    token->kind = TOKEN_WORD;
    token->start++;
    token->length -= 2;
}

/*
 * Scans a name from token->start on: sets its length, which may be 0, `many_digits` and `head`. Returns true
 * if it holds capitals. The caller checks that its first byte may begin a name.
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
 * A fast path for the most common tokens: a word, or a plain double-quoted name, which is also a word.
 * `token` needs its start, at least two bytes before the end. Returns the position after the token, or NULL
 * if it is, or may be, something else: then call scanner_next.
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
