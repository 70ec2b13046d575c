/*
 * Writes the normal form: the spacing, the bytes that fit, and the fingerprint of all of them.
 *
 * Tokens can be taken back: what a list drops is written first and then forgotten. Any thread, with a writer
 * of its own.
 */
#ifndef LOOPLINE_SQL_WRITER_H
#define LOOPLINE_SQL_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "tokenizer.h"

/* The state after the tokens written so far. To take tokens back, restore an earlier one. */
struct writer_mark {
    size_t length;
    uint64_t hash;
    enum token_kind previous;      /* TOKEN_END before the first */
    enum keyword previous_keyword; /* KEYWORD_NONE: the previous token is not a keyword */
    bool truncated;
};

struct writer {
    char *text;
    size_t capacity;
    struct writer_mark now;
};

/* Makes a writer for a text of the caller's. `text` may be NULL if `capacity` is 0. */
struct writer writer_begin(char *text, size_t capacity);

/* By the previous kind: the set of kinds that need no space after it, as bits. */
extern const uint32_t writer_glued[];

/*
 * Writes a token of 1 to 8 bytes, given as a word whose other bytes are 0. The fingerprint depends only on
 * the texts of tokens, so a literal and PostgreSQL's operator ? have the same hash: they look the same in a
 * normal form, and no two valid statements differ only in this.
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

/* The same for a word of more than 8 bytes without four digits in a row. The word is folded. */
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

/* Writes a token of any length, unchanged. */
void writer_put_text(struct writer *writer, enum token_kind kind, const char *text, size_t length);

/* Writes a word of any length, folded. `many_digits`: it may hold a date or a serial number. */
void writer_put_name(struct writer *writer, enum token_kind kind, const char *name, size_t length,
                     bool many_digits);

/*
 * Writes a quoted name that keeps its quotes. PostgreSQL's names are unchanged. SQLite's are folded, and put
 * in double quotes if they read like a word, else in backticks, because a double-quoted text that does not
 * read like a word is a string.
 */
void writer_put_quoted(struct writer *writer, const struct token *token, enum sql_dialect dialect);

#endif
