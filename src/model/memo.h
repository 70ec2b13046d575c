/* Remembers the value made from an object, by the object's address. */
#ifndef LOOPLINE_MODEL_MEMO_H
#define LOOPLINE_MODEL_MEMO_H

#include "base/index.h"
#include "base/pool.h"

struct memo_entry {
    const void *key;
    void *value;
};

/* Empty when all zero. */
struct memo {
    struct memo_entry *entries;
    size_t count;
    size_t capacity;
    struct index index;
};

/*
 * Returns the place of the value for `key`. It holds NULL at first; fill it in before the next call. Memory
 * is `pool`'s.
 */
void **memo_slot(struct memo *memo, struct pool *pool, const void *key);

#endif
