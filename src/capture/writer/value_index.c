#include "value_index.h"

#include <stddef.h>
#include <string.h>

#include "host/memory.h"

enum {
    INDEXES = 32,
    PLACES = 4,    /* among which an index is looked for */
    FEW_ROWS = 16, /* read faster than an index is searched */
    FIRST_SLOTS = 64,
};

/* An open hash table by the values' upper bits: their lower ones are marks (see value.h). */
struct value_index {
    const struct recent_result *result; /* NULL: never used */
    uint64_t serial;                    /* of the result */
    uint32_t column;
    uint32_t rows;     /* that are in the table */
    uint32_t mask;     /* slots in use, minus one */
    uint32_t capacity; /* slots there are; those of smaller tables are given up */
    uint16_t *slots;   /* row + 1; 0: free */
};

static bool is_of(const struct value_index *index, const struct recent_result *result, uint32_t column) {
    return index->result == result && index->column == column;
}

/* That of the column, a free one, or the first of its places: which one goes is of no account. */
static struct value_index *place_of(struct value_indexes *indexes, const struct recent_result *result,
                                    uint32_t column) {
    const uint64_t key = (uintptr_t)result / sizeof *result + column * 5u;
    const uint32_t first = (uint32_t)(key * 0x9e3779b97f4a7c15ull >> 40) % INDEXES;
    struct value_index *free_place = NULL;
    for (uint32_t i = 0; i < PLACES; i++) {
        struct value_index *index = &indexes->all[(first + i) % INDEXES];
        if (is_of(index, result, column))
            return index;
        if (!index->result && !free_place)
            free_place = index;
    }
    return free_place ? free_place : &indexes->all[first];
}

/* False: no memory for a table of this size. */
static __attribute__((noinline)) bool start(struct value_index *index, struct arena *arena,
                                            const struct recent_result *result, uint64_t serial,
                                            uint32_t column, uint32_t slots) {
    if (slots > index->capacity) {
        uint16_t *larger = arena_allocate(arena, slots * sizeof *larger);
        if (!larger)
            return false;
        index->slots = larger;
        index->capacity = slots;
    }
    index->result = result;
    index->serial = serial;
    index->column = column;
    index->rows = 0;
    index->mask = slots - 1;
    memset(index->slots, 0, slots * sizeof *index->slots);
    return true;
}

/* The slot of a value, or the free one where it belongs. */
static uint16_t *slot_of(struct value_index *index, uint64_t value) {
    uint32_t slot = (uint32_t)(value >> 32) & index->mask;
    while (index->slots[slot] && result_value(index->result, index->slots[slot] - 1u, index->column) != value)
        slot = (slot + 1) & index->mask;
    return &index->slots[slot];
}

static bool read_on(struct value_index *index, uint32_t rows, uint64_t value, uint32_t *row) {
    while (index->rows < rows) {
        const uint32_t here = index->rows++;
        const uint64_t held = result_value(index->result, here, index->column);
        uint16_t *slot = held ? slot_of(index, held) : NULL;
        if (slot && !*slot)
            *slot = (uint16_t)(here + 1);
        if (held != value)
            continue;
        *row = here;
        return true;
    }
    return false;
}

static bool find_by_reading(const struct recent_result *result, uint32_t rows, uint32_t column,
                            uint64_t value, uint32_t *row) {
    for (*row = 0; *row < rows; ++*row)
        if (result_value(result, *row, column) == value)
            return true;
    return false;
}

bool value_index_find(struct value_indexes *indexes, struct arena *arena, const struct recent_result *result,
                      uint32_t column, uint64_t value, uint32_t *row) {
    const uint64_t serial = __atomic_load_n(&result->serial, __ATOMIC_ACQUIRE);
    const uint32_t rows = result_rows_kept(result);
    if (column >= __atomic_load_n(&result->columns, __ATOMIC_RELAXED))
        return false;
    if (rows > FEW_ROWS && !indexes->all && !indexes->refused) {
        indexes->all = arena_allocate(arena, INDEXES * sizeof *indexes->all);
        indexes->refused = !indexes->all;
    }
    if (rows <= FEW_ROWS || !indexes->all)
        return find_by_reading(result, rows, column, value, row);
    struct value_index *index = place_of(indexes, result, column);
    const bool is_old = !is_of(index, result, column) || index->serial != serial || index->rows > rows;
    if (is_old || rows * 2 > index->mask + 1) {
        uint32_t slots = FIRST_SLOTS;
        while (slots < rows * 2)
            slots *= 2;
        if (!start(index, arena, result, serial, column, slots))
            return find_by_reading(result, rows, column, value, row);
    }
    const uint16_t *slot = slot_of(index, value);
    if (!*slot)
        return read_on(index, rows, value, row);
    *row = *slot - 1u;
    return true;
}
