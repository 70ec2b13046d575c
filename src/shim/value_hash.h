/*
 * Hashes of parameter values. They live in memory alone and are only compared with one another.
 */
#ifndef LOOPLINE_SHIM_VALUE_HASH_H
#define LOOPLINE_SHIM_VALUE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { VALUE_HASH_BYTES = 4096 }; /* of a longer value, what is looked at; its length counts too */

static inline uint64_t value_hash_bytes(const void *bytes, size_t length) {
    if (!bytes)
        return 1;
    const size_t read = length < VALUE_HASH_BYTES ? length : VALUE_HASH_BYTES;
    return XXH3_64bits_withSeed(bytes, read, length);
}

static inline uint64_t value_hash_integer(int64_t value) {
    return XXH3_64bits(&value, sizeof value);
}

/* Depends on the order. */
static inline uint64_t value_hash_join(uint64_t left, uint64_t right) {
    const uint64_t mixed = (left ^ (left >> 29)) * 0xbf58476d1ce4e5b9ull + right;
    return (mixed ^ (mixed >> 32)) * 0x94d049bb133111ebull;
}

#endif
