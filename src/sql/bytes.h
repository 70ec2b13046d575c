/*
 * Processes text eight bytes at a time, in plain C. Little-endian machines only.
 *
 * Safe in the user's process: nothing reads past the given end. Any thread.
 */
#ifndef LOOPLINE_SQL_BYTES_H
#define LOOPLINE_SQL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte of a text is a word's lowest");

#define EACH_BYTE 0x0101010101010101u
#define HIGH_BITS 0x8080808080808080u

static inline uint64_t bytes_load(const char *from) {
    uint64_t word;
    memcpy(&word, from, sizeof word);
    return word;
}

/* Returns up to 8 bytes from `from` on, none at or past `end`; missing bytes are 0. */
static inline uint64_t bytes_load_before(const char *from, const char *end) {
    const size_t left = (size_t)(end - from);
    if (left >= 8)
        return bytes_load(from);
    if (left >= 4) { /* two loads that overlap */
        uint32_t low;
        uint32_t high;
        memcpy(&low, from, 4);
        memcpy(&high, end - 4, 4);
        return low | (uint64_t)high << 8 * (left - 4);
    }
    uint64_t word = left > 0 ? (uint8_t)from[0] : 0;
    word |= left > 1 ? (uint64_t)(uint8_t)from[1] << 8 : 0;
    return word | (left > 2 ? (uint64_t)(uint8_t)from[2] << 16 : 0);
}

/* Returns the first `count` bytes of a word, 1 to 8; the others are 0. */
static inline uint64_t bytes_first(uint64_t word, size_t count) {
    return word & (~(uint64_t)0 >> (64 - 8 * count));
}

/* Returns the index of the first byte whose high bit is set in `mask`, which is not 0. */
static inline size_t bytes_index(uint64_t mask) {
    return (size_t)__builtin_ctzll(mask) / 8;
}

/* Returns high bits: set for the first zero byte of `word` and for none before it. */
static inline uint64_t bytes_zero(uint64_t word) {
    return (word - EACH_BYTE) & ~word & HIGH_BITS;
}

/* Returns the first `a` or `b` at or after `from`, or `end`. */
static inline const char *bytes_find(const char *from, const char *end, char a, char b) {
    const uint64_t all_a = EACH_BYTE * (uint8_t)a;
    const uint64_t all_b = EACH_BYTE * (uint8_t)b;
    for (; end - from >= 8; from += 8) {
        const uint64_t word = bytes_load(from);
        const uint64_t found = bytes_zero(word ^ all_a) | bytes_zero(word ^ all_b);
        if (found)
            return from + bytes_index(found);
    }
    while (from < end && *from != a && *from != b)
        from++;
    return from;
}

/* Returns true if any byte is not ASCII. */
static inline bool bytes_hold_high(const char *from, const char *end) {
    uint64_t found = 0;
    for (; end - from >= 8; from += 8)
        found |= bytes_load(from);
    return (found | bytes_load_before(from, end)) & HIGH_BITS;
}

/* The kinds of the eight bytes of a word: a high bit for each byte of the kind. */
struct bytes_description {
    uint64_t letters; /* a to z, A to Z */
    uint64_t digits;
    uint64_t name; /* valid in an unquoted name: letters, digits, _, $ and bytes from 0x80 */
};

static inline struct bytes_description bytes_describe(uint64_t word) {
    const uint64_t low = word & ~HIGH_BITS;
    const uint64_t ascii = ~word & HIGH_BITS;
    const uint64_t folded = low | EACH_BYTE * 0x20;
    struct bytes_description description;
    /* Adding 0x80 - x carries into the high bit from x on; no sum reaches the next byte. */
    description.letters =
        (folded + EACH_BYTE * (0x80 - 'a')) & ~(folded + EACH_BYTE * (0x80 - 'z' - 1)) & ascii;
    description.digits = (low + EACH_BYTE * (0x80 - '0')) & ~(low + EACH_BYTE * (0x80 - '9' - 1)) & ascii;
    const uint64_t no_underscore = (low ^ EACH_BYTE * '_') + EACH_BYTE * 0x7f;
    const uint64_t no_dollar = (low ^ EACH_BYTE * '$') + EACH_BYTE * 0x7f;
    description.name =
        (description.letters | description.digits | ~(no_underscore & no_dollar) | word) & HIGH_BITS;
    return description;
}

/* Returns the word with A to Z folded to a to z. `letters` is from bytes_describe of the same word. */
static inline uint64_t bytes_fold(uint64_t word, uint64_t letters) {
    return word | letters >> 2;
}

/* Returns the high bits of the letters A to Z. */
static inline uint64_t bytes_capitals(uint64_t word, uint64_t letters) {
    return letters & ~(word << 2);
}

static inline bool byte_is_digit(char c) {
    return c >= '0' && c <= '9';
}

static inline char byte_fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static inline uint64_t hash_mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

/* Ends a text: mixes in its last 1 to 8 bytes and its length, so that "ab","c" and "a","bc" differ. */
static inline uint64_t hash_mix_last(uint64_t hash, uint64_t word, size_t length) {
    return hash_mix(hash + length * 0xd6e8feb86659fd93u, word);
}

/* Spreads every bit over the whole result. */
static inline uint64_t hash_finish(uint64_t hash) {
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
    return hash ^ hash >> 31;
}

#endif
