#include "memo.h"

static bool has_key(const void *context, size_t entry, const void *key) {
    const struct memo *memo = context;
    return memo->entries[entry].key == key;
}

void **memo_slot(struct memo *memo, struct pool *pool, const void *key) {
    const uint64_t hash = hash_number(0, (uintptr_t)key);
    const size_t found = index_find(&memo->index, hash, has_key, memo, key);
    if (found != INDEX_NOT_FOUND)
        return &memo->entries[found].value;
    memo->entries = pool_grow(pool, memo->entries, memo->count, &memo->capacity, sizeof(*memo->entries));
    index_add(&memo->index, pool, hash, memo->count);
    memo->entries[memo->count].key = key;
    return &memo->entries[memo->count++].value;
}
