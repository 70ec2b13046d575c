#include "statements.h"

#include <string.h>

enum { SLOT_COUNT = 1 << 16, COUNT_LIMIT = SLOT_COUNT / 4 * 3 };

struct statement_slot {
    uint64_t key; /* stored last, with release; 0: empty */
    struct statement_reference reference;
};

bool statement_table_start(struct statement_table *table, struct arena *arena) {
    table->count = 0;
    table->slots = arena_allocate(arena, SLOT_COUNT * sizeof *table->slots);
    return table->slots != NULL;
}

static uint64_t key_of(uint32_t driver, uint64_t fingerprint) {
    const uint64_t key = (fingerprint ^ driver) * 0x9e3779b97f4a7c15ull;
    return key ? key : 1;
}

static struct statement_slot *slot_of(const struct statement_table *table, uint64_t key) {
    uint32_t index = (uint32_t)(key >> 32) % SLOT_COUNT;
    for (;;) {
        struct statement_slot *slot = &table->slots[index];
        const uint64_t there = __atomic_load_n(&slot->key, __ATOMIC_ACQUIRE);
        if (there == key || there == 0)
            return slot;
        index = (index + 1) % SLOT_COUNT;
    }
}

struct statement_reference statement_table_find(const struct statement_table *table, uint32_t driver,
                                                uint64_t fingerprint) {
    const uint64_t key = key_of(driver, fingerprint);
    const struct statement_slot *slot = slot_of(table, key);
    if (__atomic_load_n(&slot->key, __ATOMIC_ACQUIRE) != key)
        return (struct statement_reference){0};
    return slot->reference;
}

static bool write_record(struct record_space *space, struct capture_file *file, uint32_t id,
                         const struct statement_description *description) {
    const size_t length =
        description->text_bytes < STATEMENT_TEXT_LIMIT ? description->text_bytes : STATEMENT_TEXT_LIMIT;
    struct loopline_statement *record =
        records_allocate(space, file, LOOPLINE_RECORD_STATEMENT, sizeof *record + length);
    if (!record)
        return false;
    record->id = id;
    record->driver = description->driver;
    record->fingerprint = description->fingerprint;
    record->statement_class = description->statement_class;
    record->flags = description->flags;
    record->text_bytes = (uint32_t)length;
    memcpy(record->text, description->text, length);
    records_publish(space, record);
    return true;
}

struct statement_reference statement_table_add(struct statement_table *table, struct record_space *space,
                                               struct capture_file *file,
                                               const struct statement_description *description) {
    const struct statement_reference none = {0};
    const uint64_t key = key_of(description->driver, description->fingerprint);
    struct statement_slot *slot = slot_of(table, key);
    if (slot->key == key)
        return slot->reference;
    if (table->count >= COUNT_LIMIT || !write_record(space, file, table->count + 1, description))
        return none;
    slot->reference = (struct statement_reference){++table->count, description->statement_class};
    __atomic_store_n(&slot->key, key, __ATOMIC_RELEASE);
    return slot->reference;
}
