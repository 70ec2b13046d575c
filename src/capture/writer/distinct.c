#include "distinct.h"

#include <stdbool.h>
#include <string.h>

enum { FIRST_CAPACITY = 32 };

static bool sampled(uint64_t hash, uint32_t level) {
    return (hash & ((1ull << level) - 1)) == 0;
}

static void insert(struct distinct *set, uint64_t hash) {
    const uint32_t mask = set->capacity - 1;
    uint32_t slot = (uint32_t)(hash >> 32) & mask;
    while (set->slots[slot]) {
        if (set->slots[slot] == hash)
            return;
        slot = (slot + 1) & mask;
    }
    set->slots[slot] = hash;
    set->kept++;
}

static void insert_sampled(struct distinct *set, const uint64_t *slots, uint32_t count) {
    set->kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (slots[i] && sampled(slots[i], set->level))
            insert(set, slots[i]);
}

static bool grow(struct distinct *set, struct arena *arena) {
    const uint32_t old_capacity = set->capacity;
    const uint64_t *old = set->slots;
    const uint32_t capacity = old_capacity ? old_capacity * 2 : FIRST_CAPACITY;
    uint64_t *slots = arena_allocate(arena, capacity * sizeof *slots);
    if (!slots)
        return false;
    set->slots = slots;
    set->capacity = capacity;
    insert_sampled(set, old, old_capacity);
    return true;
}

static bool thin_out(struct distinct *set, struct arena *arena) {
    if (!set->spare)
        set->spare = arena_allocate(arena, set->capacity * sizeof *set->spare);
    if (!set->spare)
        return false;
    uint64_t *full = set->slots;
    set->slots = set->spare;
    set->spare = full;
    set->level++;
    insert_sampled(set, full, set->capacity);
    memset(full, 0, set->capacity * sizeof *full);
    return true;
}

static bool make_room(struct distinct *set, struct arena *arena) {
    if (set->kept * 2 < set->capacity)
        return true;
    if (set->capacity >= DISTINCT_EXACT * 2)
        return thin_out(set, arena);
    return grow(set, arena);
}

uint64_t distinct_add(struct distinct *set, struct arena *arena, uint64_t hash) {
    if (sampled(hash, set->level) && make_room(set, arena))
        insert(set, hash ? hash : 1);
    return (uint64_t)set->kept << set->level;
}
