#include "prepared.h"

#include <string.h>

#include "host/memory.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { FIRST_CAPACITY = 64, CAPACITY_LIMIT = 1 << 16 };

/*
 * Open addressing by the hash of the name; 64 bits of it stand for the name itself. A hash of 0 is an empty
 * slot; a removed one keeps its hash and loses its statement.
 */
struct prepared_names {
    uint32_t capacity;
    uint32_t used;
    struct prepared_name {
        uint64_t hash;
        struct statement_reading reading;
        struct statement_reading taken; /* the last that the server is known to have taken */
        uint32_t settings;
    } slots[];
};

static size_t bytes_for(uint32_t capacity) {
    return sizeof(struct prepared_names) + capacity * sizeof(struct prepared_name);
}

static uint64_t hash_of(const char *name) {
    const uint64_t hash = XXH3_64bits(name, strlen(name));
    return hash ? hash : 1;
}

static struct prepared_name *slot_of(const struct prepared_names *names, uint64_t hash) {
    uint32_t slot = (uint32_t)hash & (names->capacity - 1);
    while (names->slots[slot].hash && names->slots[slot].hash != hash)
        slot = (slot + 1) & (names->capacity - 1);
    return (struct prepared_name *)&names->slots[slot];
}

static struct prepared_names *with_capacity(uint32_t capacity) {
    struct prepared_names *names = memory_map(bytes_for(capacity));
    if (names)
        names->capacity = capacity;
    return names;
}

/* Names that were given back leave their slots taken: where they are the most, as large a table will do. */
static uint32_t capacity_wanted(const struct prepared_names *names) {
    uint32_t live = 0;
    for (uint32_t i = 0; i < names->capacity; i++)
        live += names->slots[i].hash && names->slots[i].reading.statement.id;
    return live * 4 < names->capacity ? names->capacity : names->capacity * 2;
}

static void copy_live(struct prepared_names *to, const struct prepared_names *from) {
    for (uint32_t i = 0; i < from->capacity; i++)
        if (from->slots[i].hash && from->slots[i].reading.statement.id) {
            *slot_of(to, from->slots[i].hash) = from->slots[i];
            to->used++;
        }
}

static bool make_room(struct prepared_names **names) {
    if (!*names)
        *names = with_capacity(FIRST_CAPACITY);
    if (!*names)
        return false;
    if ((*names)->used * 2 < (*names)->capacity)
        return true;
    const uint32_t capacity = capacity_wanted(*names);
    struct prepared_names *fresh = capacity <= CAPACITY_LIMIT ? with_capacity(capacity) : NULL;
    if (!fresh)
        return false;
    copy_live(fresh, *names);
    prepared_names_release(*names);
    *names = fresh;
    return true;
}

struct name_setting prepared_names_set(struct prepared_names **names, const char *name,
                                       const struct statement_reading *reading) {
    if (!make_room(names))
        return (struct name_setting){0};
    const uint64_t hash = hash_of(name);
    struct prepared_name *slot = slot_of(*names, hash);
    (*names)->used += slot->hash == 0;
    slot->hash = hash;
    slot->reading = *reading;
    return (struct name_setting){hash, ++slot->settings};
}

/* Where the name was set again since, what it stands for is for that setting's answer to say. */
void prepared_names_answered(struct prepared_names *names, struct name_setting setting, bool taken) {
    if (!names || !setting.hash)
        return;
    struct prepared_name *slot = slot_of(names, setting.hash);
    if (slot->hash != setting.hash || slot->settings != setting.number)
        return;
    if (taken)
        slot->taken = slot->reading;
    else
        slot->reading = slot->taken;
}

const struct statement_reading *prepared_names_get(const struct prepared_names *names, const char *name) {
    if (!names)
        return NULL;
    const struct prepared_name *slot = slot_of(names, hash_of(name));
    return slot->hash && slot->reading.statement.id ? &slot->reading : NULL;
}

void prepared_names_remove(struct prepared_names *names, const char *name) {
    if (!names)
        return;
    struct prepared_name *slot = slot_of(names, hash_of(name));
    slot->reading = slot->taken = (struct statement_reading){.statement.id = 0};
    slot->settings++;
}

void prepared_names_release(struct prepared_names *names) {
    if (names)
        memory_unmap(names, bytes_for(names->capacity));
}
