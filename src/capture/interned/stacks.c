#include "stacks.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { COUNT_LIMIT = 3 << 15 };

bool stack_table_start(struct stack_table *table, struct arena *arena) {
    table->count = 0;
    table->unknown_id = 0;
    return key_table_start(&table->by_content, arena, COUNT_LIMIT);
}

static uint32_t flags_of(const struct stack_content *content) {
    return content->flags | (content->origin.answered ? LOOPLINE_STACK_ANSWERED : 0) |
           (content->origin.suspended ? LOOPLINE_STACK_SUSPENDED : 0) |
           (content->origin.waits ? LOOPLINE_STACK_WAITS : 0) |
           (content->origin.unasked ? LOOPLINE_STACK_UNASKED : 0);
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

/* Two stacks of one hash stand under keys that follow one another. The key of the stack, or the first free
 * one; `record` is then NULL. */
static uint64_t find(const struct stack_table *table, const struct stack_content *content,
                     const struct loopline_stack **record) {
    uint64_t key = hash_content(content) | 1ull << 63;
    for (;; key++) {
        *record = (const struct loopline_stack *)key_table_find(&table->by_content,
                                                                key); // NOLINT(performance-no-int-to-ptr)
        if (!*record || same(*record, content))
            return key;
    }
}

uint32_t stack_table_add(struct stack_table *table, struct record_space *space, struct capture_file *file,
                         const struct stack_content *content) {
    const struct loopline_stack *record = NULL;
    const uint64_t key = find(table, content, &record);
    if (record)
        return record->id;
    if (key_table_has_room(&table->by_content))
        record = write_record(table, space, file, content);
    if (!record)
        return unknown(table, space, file);
    key_table_add(&table->by_content, key, (uintptr_t)record);
    return record->id;
}
