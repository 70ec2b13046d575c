/*
 * What is known about a handle of a database library, found by its address.
 *
 * Lock-free: a window of slots belongs to each address; a slot is taken by compare-and-swap and given back by
 * a store. That is enough because a library gives an address to one thread at a time, between the call that
 * makes the handle and the call that ends it. A full window is no error: the handle is then unknown, and
 * asked about anew at each use.
 */
#ifndef LOOPLINE_SHIM_LOADER_HANDLES_H
#define LOOPLINE_SHIM_LOADER_HANDLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct handle_table {
    uintptr_t *keys; /* 0: free */
    char *values;
    size_t value_bytes;
    uint32_t mask; /* slots minus one */
};

enum { HANDLE_WINDOW = 32, HANDLE_SLOTS_LEAST = 256 };

/* `slots` is a power of two; where memory is short there are fewer, down to HANDLE_SLOTS_LEAST. False: none.
 */
bool handle_table_start(struct handle_table *table, uint32_t slots, size_t value_bytes);
void handle_table_release(struct handle_table *table);

static inline uint32_t handle_slot(const struct handle_table *table, uintptr_t key) {
    /* Windows start at multiples of eight keys, one cache line. */
    return (uint32_t)((key * 0x9e3779b97f4a7c15ull) >> 40) & table->mask & ~7u;
}

/* The value of a handle, or NULL. Any thread. */
static inline void *handle_find(const struct handle_table *table, const void *handle) {
    const uintptr_t key = (uintptr_t)handle;
    /* Another thread may be starting the table: its keys come last. */
    const uintptr_t *keys = __atomic_load_n(&table->keys, __ATOMIC_ACQUIRE);
    if (!keys || !key)
        return NULL;
    const uint32_t first = handle_slot(table, key);
    for (uint32_t i = 0; i < HANDLE_WINDOW; i++) {
        const uint32_t slot = (first + i) & table->mask;
        if (__atomic_load_n(&keys[slot], __ATOMIC_ACQUIRE) == key)
            return table->values + slot * table->value_bytes;
    }
    return NULL;
}

/* The zeroed value of a handle that has just been made, or NULL when its window is full. Any thread. */
void *handle_add(struct handle_table *table, const void *handle);

/* The handle is at an end. Call before the library can give its address to another. Any thread. */
void handle_remove(struct handle_table *table, const void *handle);

#endif
