/*
 * What was made of a thing, found again by the thing's address.
 */
#ifndef LOOPLINE_MODEL_MEMO_H
#define LOOPLINE_MODEL_MEMO_H

#include "base/index.h"
#include "base/pool.h"

struct memo_entry {
    const void *key;
    void *value;
};

/* All zero is an empty one. */
struct memo {
    struct memo_entry *entries;
    size_t count;
    size_t capacity;
    struct index index;
};

/* Where the value for `key` is kept: NULL at first, to be filled in before the next call. Memory is `pool`'s.
 */
void **memo_slot(struct memo *memo, struct pool *pool, const void *key);

#endif
