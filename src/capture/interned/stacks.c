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

static bool same(const struct loopline_stack *record, const struct loopline_frame *frames, uint32_t count,
                 uint32_t flags) {
    return record->frame_count == count && record->flags == flags &&
           memcmp(record->frames, frames, count * sizeof *frames) == 0;
}

static const struct loopline_stack *write_record(struct stack_table *table, struct record_space *space,
                                                 struct capture_file *file,
                                                 const struct loopline_frame *frames, uint32_t count,
                                                 uint32_t flags) {
    struct loopline_stack *record =
        records_allocate(space, file, LOOPLINE_RECORD_STACK, sizeof *record + count * sizeof *frames);
    if (!record)
        return NULL;
    record->id = ++table->count;
    record->flags = flags;
    record->frame_count = count;
    if (count)
        memcpy(record->frames, frames, count * sizeof *frames);
    records_publish(space, record);
    return record;
}

static uint32_t unknown(struct stack_table *table, struct record_space *space, struct capture_file *file) {
    if (!table->unknown_id) {
        const struct loopline_stack *record =
            write_record(table, space, file, NULL, 0, LOOPLINE_STACK_UNKNOWN);
        table->unknown_id = record ? record->id : 0;
    }
    return table->unknown_id;
}

uint32_t stack_table_add(struct stack_table *table, struct record_space *space, struct capture_file *file,
                         const struct loopline_frame *frames, uint32_t frame_count, uint32_t flags) {
    const uint64_t hash = XXH3_64bits_withSeed(frames, frame_count * sizeof *frames, flags);
    uint32_t index = (uint32_t)(hash >> 32) % SLOT_COUNT;
    while (table->slots[index].record) {
        const struct stack_slot *slot = &table->slots[index];
        if (slot->hash == hash && same(slot->record, frames, frame_count, flags))
            return slot->record->id;
        index = (index + 1) % SLOT_COUNT;
    }
    if (table->count >= COUNT_LIMIT)
        return unknown(table, space, file);
    const struct loopline_stack *record = write_record(table, space, file, frames, frame_count, flags);
    if (!record)
        return unknown(table, space, file);
    table->slots[index] = (struct stack_slot){hash, record};
    return record->id;
}
