#include "statements.h"

#include <string.h>

enum { COUNT_LIMIT = 3 << 14 };

bool statement_table_start(struct statement_table *table, struct arena *arena) {
    return key_table_start(&table->by_fingerprint, arena, COUNT_LIMIT);
}

static uint64_t key_of(uint32_t driver, uint64_t fingerprint) {
    const uint64_t key = (fingerprint ^ driver) * 0x9e3779b97f4a7c15ull;
    return key ? key : 1;
}

/* A reference is one word of the table. */
static struct statement_reference reference_of(uint64_t word) {
    return (struct statement_reference){(uint32_t)word, (uint32_t)(word >> 32)};
}

struct statement_reference statement_table_find(const struct statement_table *table, uint32_t driver,
                                                uint64_t fingerprint) {
    return reference_of(key_table_find(&table->by_fingerprint, key_of(driver, fingerprint)));
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
    struct key_table *by_fingerprint = &table->by_fingerprint;
    const uint64_t key = key_of(description->driver, description->fingerprint);
    const uint64_t known = key_table_find(by_fingerprint, key);
    if (known)
        return reference_of(known);
    const uint32_t id = by_fingerprint->count + 1;
    if (!key_table_has_room(by_fingerprint) || !write_record(space, file, id, description))
        return (struct statement_reference){0};
    const uint64_t word = (uint64_t)description->statement_class << 32 | id;
    key_table_add(by_fingerprint, key, word);
    return reference_of(word);
}
