#include "key_table.h"

#include <stddef.h>

enum { FIRST_SLOTS = 512, GROWTH = 4 };

struct key_slots {
    uint32_t mask;
    struct key_slot {
        uint64_t key; /* stored last, with release; 0: empty */
        uint64_t word;
    } slots[];
};

static struct key_slots *make_slots(struct arena *arena, uint32_t count) {
    struct key_slots *slots = arena_allocate(arena, sizeof *slots + count * sizeof *slots->slots);
    if (slots)
        slots->mask = count - 1;
    return slots;
}

bool key_table_start(struct key_table *table, struct arena *arena, uint32_t limit) {
    *table = (struct key_table){.slots = make_slots(arena, FIRST_SLOTS), .arena = arena, .limit = limit};
    return table->slots != NULL;
}

/* The key's slot, or the empty one where it belongs. */
static struct key_slot *slot_of(struct key_slots *slots, uint64_t key) {
    uint32_t index = (uint32_t)(key >> 32) & slots->mask;
    for (;;) {
        struct key_slot *slot = &slots->slots[index];
        const uint64_t there = __atomic_load_n(&slot->key, __ATOMIC_ACQUIRE);
        if (there == key || there == 0)
            return slot;
        index = (index + 1) & slots->mask;
    }
}

uint64_t key_table_find(const struct key_table *table, uint64_t key) {
    struct key_slots *slots = __atomic_load_n(&table->slots, __ATOMIC_ACQUIRE);
    const struct key_slot *slot = slot_of(slots, key);
    return __atomic_load_n(&slot->key, __ATOMIC_ACQUIRE) == key ? slot->word : 0;
}

static void put(struct key_slots *slots, uint64_t key, uint64_t word) {
    struct key_slot *slot = slot_of(slots, key);
    slot->word = word;
    __atomic_store_n(&slot->key, key, __ATOMIC_RELEASE);
}

static void grow(struct key_table *table) {
    const struct key_slots *old = table->slots;
    struct key_slots *larger = make_slots(table->arena, (old->mask + 1) * GROWTH);
    if (!larger)
        return;
    for (uint32_t i = 0; i <= old->mask; i++)
        if (old->slots[i].key)
            put(larger, old->slots[i].key, old->slots[i].word);
    __atomic_store_n(&table->slots, larger, __ATOMIC_RELEASE);
}

/* Where it cannot grow, it is filled up to seven eighths: an empty slot is what ends a search. */
bool key_table_has_room(struct key_table *table) {
    if (table->count >= table->limit)
        return false;
    if (table->count >= (table->slots->mask + 1) / 4 * 3)
        grow(table);
    return table->count < (table->slots->mask + 1) / 8 * 7;
}

void key_table_add(struct key_table *table, uint64_t key, uint64_t word) {
    put(table->slots, key, word);
    table->count++;
}
