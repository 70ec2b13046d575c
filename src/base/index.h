/*
 * A hash index over items that the caller stores and numbers, and the hash functions for it. One thread at a
 * time uses an index.
 */
#ifndef LOOPLINE_BASE_INDEX_H
#define LOOPLINE_BASE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pool.h"

struct index_slot {
    uint64_t hash;
    size_t entry_plus_one; /* 0: free */
};

/* An index is empty when all zero. */
struct index {
    struct index_slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t used;
};

#define INDEX_NOT_FOUND SIZE_MAX

/*
 * Returns the number of the item with this hash for which `is_equal` answers true, or INDEX_NOT_FOUND.
 * `is_equal` receives `context`, the item's number and `key`.
 */
size_t index_find(const struct index *index, uint64_t hash,
                  bool (*is_equal)(const void *context, size_t entry, const void *key), const void *context,
                  const void *key);

/* Adds item number `entry`, which index_find must not have found. The slots belong to `pool`. */
void index_add(struct index *index, struct pool *pool, uint64_t hash, size_t entry);

/*
 * Hashes chain: pass the result of one as the seed of the next. They never change between versions of
 * Loopline: finding ids are made of them.
 */
uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t length);
uint64_t hash_number(uint64_t seed, uint64_t number);
uint64_t hash_text(uint64_t seed, const char *text); /* NULL differs from "" */

#endif
