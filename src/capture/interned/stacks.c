#include "stacks.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { SLOT_COUNT = 1 << 17, COUNT_LIMIT = SLOT_COUNT / 4 * 3 };

struct stack_slot {
    uint64_t hash;
    const struct loopline_stack *record; /* in the capture's mapping; NULL: empty */
};

bool stack_table_start(struct stack_table *table, struct arena *arena) {
    table->count = 0;
    table->unknown_id = 0;
    table->slots = arena_allocate(arena, SLOT_COUNT * sizeof *table->slots);
    return table->slots != NULL;
}

static uint32_t flags_of(const struct stack_content *content) {
    return content->flags | (content->origin.answered ? LOOPLINE_STACK_ANSWERED : 0);
}

static bool same(const struct loopline_stack *record, const struct stack_content *content) {
    return record->frame_count == content->frame_count && record->flags == flags_of(content) &&
           record->handed_over_by == content->origin.handed_over_by &&
           record->taken_at == content->origin.taken_at &&
           memcmp(record->frames, content->frames, content->frame_count * sizeof *content->frames) == 0;
}

static const struct loopline_stack *write_record(struct stack_table *table, struct record_space *space,
                                                 struct capture_file *file,
                                                 const struct stack_content *content) {
    const size_t bytes = content->frame_count * sizeof *content->frames;
    struct loopline_stack *record =
        records_allocate(space, file, LOOPLINE_RECORD_STACK, sizeof *record + bytes);
    if (!record)
        return NULL;
    record->id = ++table->count;
    record->flags = flags_of(content);
    record->frame_count = content->frame_count;
    record->handed_over_by = content->origin.handed_over_by;
    record->taken_at = content->origin.taken_at;
    if (bytes)
        memcpy(record->frames, content->frames, bytes);
    records_publish(space, record);
    return record;
}

static uint32_t unknown(struct stack_table *table, struct record_space *space, struct capture_file *file) {
    static const struct stack_content nothing = {.flags = LOOPLINE_STACK_UNKNOWN};
    if (!table->unknown_id) {
        const struct loopline_stack *record = write_record(table, space, file, &nothing);
        table->unknown_id = record ? record->id : 0;
    }
    return table->unknown_id;
}

static uint64_t hash_content(const struct stack_content *content) {
    return XXH3_64bits_withSeed(content->frames, content->frame_count * sizeof *content->frames,
                                content->flags ^ stack_origin_number(content->origin));
}

uint32_t stack_table_add(struct stack_table *table, struct record_space *space, struct capture_file *file,
                         const struct stack_content *content) {
    const uint64_t hash = hash_content(content);
    uint32_t index = (uint32_t)(hash >> 32) % SLOT_COUNT;
    while (table->slots[index].record) {
        const struct stack_slot *slot = &table->slots[index];
        if (slot->hash == hash && same(slot->record, content))
            return slot->record->id;
        index = (index + 1) % SLOT_COUNT;
    }
    if (table->count >= COUNT_LIMIT)
        return unknown(table, space, file);
    const struct loopline_stack *record = write_record(table, space, file, content);
    if (!record)
        return unknown(table, space, file);
    table->slots[index] = (struct stack_slot){hash, record};
    return record->id;
}
