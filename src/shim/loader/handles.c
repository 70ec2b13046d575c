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

bool handle_table_start(struct handle_table *table, uint32_t slots, uint32_t most, size_t value_bytes) {
    table->most = most;
    for (; slots >= HANDLE_SLOTS_LEAST; slots /= 2)
        if (start_with(table, slots, value_bytes))
            return true;
    return false;
}

void handle_table_release(struct handle_table *table) {
    if (!table->keys)
        return;
    if (table->next) {
        handle_table_release(table->next);
        memory_unmap(table->next, sizeof *table->next);
    }
    memory_unmap(table->values, (table->mask + 1) * table->value_bytes);
    memory_unmap(table->keys, (table->mask + 1) * sizeof *table->keys);
    memset(table, 0, sizeof *table);
}

static void *take_slot(struct handle_table *table, uintptr_t key) {
    const uint32_t first = handle_slot(table, key);
    for (uint32_t i = 0; i < HANDLE_WINDOW; i++) {
        const uint32_t slot = (first + i) & table->mask;
        uintptr_t expected = 0;
        if (__atomic_compare_exchange_n(&table->keys[slot], &expected, key, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_RELAXED))
            return table->values + slot * table->value_bytes;
    }
    return NULL;
}

/* A thread that comes while another one makes the next table does without, and so does one that finds no
 * memory for it: `growing` stays, or each handle would ask again. */
static struct handle_table *next_of(struct handle_table *table) {
    struct handle_table *next = __atomic_load_n(&table->next, __ATOMIC_ACQUIRE);
    const uint32_t slots = (table->mask + 1) * 4;
    if (next || slots > table->most || __atomic_exchange_n(&table->growing, true, __ATOMIC_ACQ_REL))
        return next;
    next = memory_map(sizeof *next);
    if (!next || !handle_table_start(next, slots, table->most, table->value_bytes)) {
        memory_unmap(next, sizeof *next);
        return NULL;
    }
    __atomic_store_n(&table->next, next, __ATOMIC_RELEASE);
    return next;
}

void *handle_add(struct handle_table *table, const void *handle) {
    const uintptr_t key = (uintptr_t)handle;
    if (!table->keys || !key)
        return NULL;
    /* Left over where a handle ended in a way that was not seen. */
    void *value = handle_find(table, handle);
    for (struct handle_table *level = table; level && !value; level = value ? level : next_of(level))
        value = take_slot(level, key);
    if (value)
        memset(value, 0, table->value_bytes);
    return value;
}

static void remove_from(struct handle_table *table, const char *value) {
    while (value < table->values || value >= table->values + (table->mask + 1) * table->value_bytes)
        table = table->next;
    const size_t slot = (size_t)(value - table->values) / table->value_bytes;
    __atomic_store_n(&table->keys[slot], 0, __ATOMIC_RELEASE);
}

void handle_remove(struct handle_table *table, const void *handle) {
    const char *value = handle_find(table, handle);
    if (value)
        remove_from(table, value);
}
