/*
 * A hash index over items that somebody else keeps by number, and the hash to go with it.
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

/* All zero is an empty index. */
struct index {
    struct index_slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t used;
};

#define INDEX_NOT_FOUND SIZE_MAX

/*
 * Returns the number of the item with this hash for which `is_equal` answers true, or INDEX_NOT_FOUND.
 * `is_equal` gets `context`, the item's number, and `key`.
 */
size_t index_find(const struct index *index, uint64_t hash,
                  bool (*is_equal)(const void *context, size_t entry, const void *key), const void *context,
                  const void *key);

/* Adds item number `entry`, which index_find did not find. */
void index_add(struct index *index, struct pool *pool, uint64_t hash, size_t entry);

/* Hashes chain: the result of one is the seed of the next. Stable from version to version (finding ids). */
uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t length);
uint64_t hash_number(uint64_t seed, uint64_t number);
uint64_t hash_text(uint64_t seed, const char *text); /* NULL differs from "" */

#endif
