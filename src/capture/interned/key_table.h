/*
 * A table from hashes to words that starts small and grows as it fills.
 *
 * Readers take no lock: a table that has grown is published whole, and the one before it stays where it is
 * (in the arena; all of them together take a third more than the last).
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_KEY_TABLE_H
#define LOOPLINE_CAPTURE_INTERNED_KEY_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "host/memory.h"

struct key_table {
    struct key_slots *slots;
    struct arena *arena;
    uint32_t count;
    uint32_t limit; /* on `count` */
};

/* The arena keeps what the table needs. False: no memory. */
bool key_table_start(struct key_table *table, struct arena *arena, uint32_t limit);

/* The word of a key, which is not 0; 0: none. Any thread. */
uint64_t key_table_find(const struct key_table *table, uint64_t key);

/* Whether one more key finds room; makes it. One thread at a time. */
bool key_table_has_room(struct key_table *table);

/* Adds a key that is not there, with a word that is not 0, where there is room. One thread at a time. */
void key_table_add(struct key_table *table, uint64_t key, uint64_t word);

#endif
