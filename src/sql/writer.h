/*
 * The normal form on its way out: spacing, the bytes that fit, and the fingerprint over all of them.
 *
 * A run of tokens can be taken back: what a list drops is first written, then forgotten.
 */
#ifndef LOOPLINE_SQL_WRITER_H
#define LOOPLINE_SQL_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "tokenizer.h"

/* What depends on the tokens written so far; saved and restored as one. */
struct writer_mark {
    size_t length;
    uint64_t hash;
    enum token_kind previous;      /* TOKEN_END before the first */
    enum keyword previous_keyword; /* KEYWORD_NONE where the previous token is none */
    bool truncated;
};

struct writer {
    char *text;
    size_t capacity;
    struct writer_mark now;
};

struct writer writer_begin(char *text, size_t capacity);

/* Kinds that need no space before them, as a set of bits, by the kind before. */
extern const uint32_t writer_glued[];

/*
 * Writes a token of 1 to 8 bytes, given as a word whose other bytes are 0.
 * Tokens are told apart by their text alone, so a literal and the operator ? of PostgreSQL hash alike: in
 * a normal form nobody could tell them apart, and no two valid statements differ in that alone.
 */
static inline void writer_put_word(struct writer *writer, enum token_kind kind, uint64_t word,
                                   size_t length) {
    struct writer_mark *const now = &writer->now;
    const size_t space = !(writer_glued[now->previous] >> kind & 1);
    now->hash = hash_mix_last(now->hash, word, length);
    now->previous = kind;
    now->previous_keyword = KEYWORD_NONE;
    if (now->truncated)
        return;
    const size_t room = writer->capacity - now->length;
    if (space + length > room) {
        now->truncated = true;
        return;
    }
    char *const out = writer->text + now->length;
    now->length += space + length;
    if (room > 8) { /* always but at the very end: the bytes after the token may be scribbled on */
        out[0] = ' ';
        memcpy(out + space, &word, 8);
        return;
    }
    if (space)
        out[0] = ' ';
    memcpy(out + space, &word, length);
}

/* The same for a word of more than 8 bytes, folded, which is in the text and not known to be numbered. */
static inline void writer_put_long_word(struct writer *writer, enum token_kind kind, const char *name,
                                        size_t length) {
    struct writer_mark *const now = &writer->now;
    const size_t space = !(writer_glued[now->previous] >> kind & 1);
    const size_t room = writer->capacity - now->length;
    now->previous = kind;
    now->previous_keyword = KEYWORD_NONE;
    now->truncated = now->truncated || room < space + length;
    char *out = NULL;
    if (!now->truncated) {
        out = writer->text + now->length;
        now->length += space + length;
        *out = ' ';
        out += space;
    }
    uint64_t hash = now->hash;
    size_t left = length;
    for (; left > 8; left -= 8) {
        uint64_t word = bytes_load(name);
        word = bytes_fold(word, bytes_describe(word).letters);
        hash = hash_mix(hash, word);
        if (out) {
            memcpy(out, &word, 8);
            out += 8;
        }
        name += 8;
    }
    /* The last 8 bytes: those before the rest are the name's too, and written already. */
    uint64_t word = bytes_load(name + left - 8);
    word = bytes_fold(word, bytes_describe(word).letters);
    if (out)
        memcpy(out + left - 8, &word, 8);
    now->hash = hash_mix_last(hash, word >> (64 - 8 * left), length);
}

/* A token of any length that is written as it stands. */
void writer_put_text(struct writer *writer, enum token_kind kind, const char *text, size_t length);

/* A word of any length, folded; `many_digits`: it may hold a date or a serial number. */
void writer_put_name(struct writer *writer, enum token_kind kind, const char *name, size_t length,
                     bool many_digits);

/*
 * A quoted name that keeps its quotes, in the spelling of the normal form. PostgreSQL's stay as they are;
 * SQLite's are folded, in double quotes where they read like a word, else in backticks, since a double-quoted
 * thing that reads like none is a string.
 */
void writer_put_quoted(struct writer *writer, const struct token *token, enum sql_dialect dialect);

#endif
