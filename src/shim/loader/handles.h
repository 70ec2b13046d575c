/*
 * A table of what is known about the handles of a database library, by address.
 *
 * Lock-free: each address has a window of slots; a slot is taken by compare-and-swap and given back by a
 * store. That is enough because a library gives an address to one thread at a time, from the call that makes
 * the handle to the call that ends it. A full window is not an error: the handle stays unknown, and is looked
 * up again at each use.
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
    uint32_t mask;             /* slots minus one */
    uint32_t most;             /* slots that the table may grow by */
    struct handle_table *next; /* where handles go whose window is full; NULL: none yet; atomic */
    bool growing;              /* atomic */
};

enum { HANDLE_WINDOW = 32, HANDLE_SLOTS_LEAST = 256 };

/*
 * Makes a table of `slots` slots, a power of two; fewer if memory is short, down to HANDLE_SLOTS_LEAST. If a
 * window is full, a table four times as large is added, up to one of `most` slots. Returns false if there is
 * no memory even for the least; the table then stays empty. Once per table.
 */
bool handle_table_start(struct handle_table *table, uint32_t slots, uint32_t most, size_t value_bytes);
/* Frees the table; no thread may be using it. */
void handle_table_release(struct handle_table *table);

static inline uint32_t handle_slot(const struct handle_table *table, uintptr_t key) {
    /* Windows start at multiples of eight keys, one cache line. */
    return (uint32_t)((key * 0x9e3779b97f4a7c15ull) >> 40) & table->mask & ~7u;
}

/* Returns the value of a handle, valid until handle_remove, or NULL if it is unknown. Any thread. */
static inline void *handle_find(const struct handle_table *table, const void *handle) {
    const uintptr_t key = (uintptr_t)handle;
    for (; table && key; table = __atomic_load_n(&table->next, __ATOMIC_ACQUIRE)) {
        /* Another thread may be starting the table: its keys come last. */
        const uintptr_t *keys = __atomic_load_n(&table->keys, __ATOMIC_ACQUIRE);
        if (!keys)
            return NULL;
        const uint32_t first = handle_slot(table, key);
        for (uint32_t i = 0; i < HANDLE_WINDOW; i++) {
            const uint32_t slot = (first + i) & table->mask;
            if (__atomic_load_n(&keys[slot], __ATOMIC_ACQUIRE) == key)
                return table->values + slot * table->value_bytes;
        }
    }
    return NULL;
}

/* Returns the zeroed value of a handle that was just made, or NULL if its window is full. Any thread. */
void *handle_add(struct handle_table *table, const void *handle);

/* Removes a handle. Call before the library can reuse its address. Any thread. */
void handle_remove(struct handle_table *table, const void *handle);

#endif
