#include "handles.h"

#include <string.h>

#include "host/memory.h"

static bool start_with(struct handle_table *table, uint32_t slots, size_t value_bytes) {
    char *values = memory_map(slots * value_bytes);
    uintptr_t *keys = values ? memory_map(slots * sizeof *keys) : NULL;
    if (!keys) {
        memory_unmap(values, slots * value_bytes);
        return false;
    }
    table->values = values;
    table->value_bytes = value_bytes;
    table->mask = slots - 1;
    __atomic_store_n(&table->keys, keys, __ATOMIC_RELEASE);
    return true;
}

bool handle_table_start(struct handle_table *table, uint32_t slots, size_t value_bytes) {
    for (; slots >= HANDLE_SLOTS_LEAST; slots /= 2)
        if (start_with(table, slots, value_bytes))
            return true;
    return false;
}

void handle_table_release(struct handle_table *table) {
    if (!table->keys)
        return;
    memory_unmap(table->values, (table->mask + 1) * table->value_bytes);
    memory_unmap(table->keys, (table->mask + 1) * sizeof *table->keys);
    memset(table, 0, sizeof *table);
}

void *handle_add(struct handle_table *table, const void *handle) {
    const uintptr_t key = (uintptr_t)handle;
    if (!table->keys || !key)
        return NULL;
    /* Left over where a handle ended in a way that was not seen. */
    void *value = handle_find(table, handle);
    const uint32_t first = handle_slot(table, key);
    for (uint32_t i = 0; i < HANDLE_WINDOW && !value; i++) {
        const uint32_t slot = (first + i) & table->mask;
        uintptr_t expected = 0;
        if (__atomic_compare_exchange_n(&table->keys[slot], &expected, key, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_RELAXED))
            value = table->values + slot * table->value_bytes;
    }
    if (value)
        memset(value, 0, table->value_bytes);
    return value;
}

void handle_remove(struct handle_table *table, const void *handle) {
    char *value = handle_find(table, handle);
    if (!value)
        return;
    const size_t slot = (size_t)(value - table->values) / table->value_bytes;
    __atomic_store_n(&table->keys[slot], 0, __ATOMIC_RELEASE);
}
