#include "index.h"

#include <string.h>

size_t index_find(const struct index *index, uint64_t hash,
                  bool (*is_equal)(const void *context, size_t entry, const void *key), const void *context,
                  const void *key) {
    if (!index->slot_count)
        return INDEX_NOT_FOUND;
    const size_t mask = index->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        const struct index_slot *slot = &index->slots[i];
        if (!slot->entry_plus_one)
            return INDEX_NOT_FOUND;
        if (slot->hash == hash && is_equal(context, slot->entry_plus_one - 1, key))
            return slot->entry_plus_one - 1;
    }
}

static void place(struct index *index, struct index_slot added) {
    const size_t mask = index->slot_count - 1;
    size_t i = added.hash & mask;
    while (index->slots[i].entry_plus_one)
        i = (i + 1) & mask;
    index->slots[i] = added;
}

void index_add(struct index *index, struct pool *pool, uint64_t hash, size_t entry) {
    /* Never more than half full, so that a search always meets a free slot. */
    if (index->used * 2 >= index->slot_count) {
        const struct index old = *index;
        index->slot_count = old.slot_count ? old.slot_count * 2 : 64;
        index->slots = pool_allocate(pool, index->slot_count, sizeof(*index->slots));
        for (size_t i = 0; i < old.slot_count; i++) {
            if (old.slots[i].entry_plus_one)
                place(index, old.slots[i]);
        }
    }
    place(index, (struct index_slot){hash, entry + 1});
    index->used++;
}

/* FNV-1a with a final mix, because the index uses the lowest bits. */
uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t length) {
    const unsigned char *byte = bytes;
    uint64_t hash = seed ^ 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3u;
    hash ^= hash >> 32;
    hash *= 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

uint64_t hash_number(uint64_t seed, uint64_t number) {
    return hash_bytes(seed, &number, sizeof(number));
}

uint64_t hash_text(uint64_t seed, const char *text) {
    return text ? hash_bytes(seed, text, strlen(text) + 1) : hash_bytes(seed, "", 0);
}
