#include "capture/reader/records.h"

#include <stdbool.h>

static const size_t fixed_bytes[RECORD_TYPES] = {
    [LOOPLINE_RECORD_MODULE] = sizeof(struct loopline_module),
    [LOOPLINE_RECORD_LIBRARY] = sizeof(struct loopline_library),
    [LOOPLINE_RECORD_STATEMENT] = sizeof(struct loopline_statement),
    [LOOPLINE_RECORD_STACK] = sizeof(struct loopline_stack),
    [LOOPLINE_RECORD_THREAD_RECORD] = sizeof(struct loopline_thread_record),
    [LOOPLINE_RECORD_SITE] = sizeof(struct loopline_site),
    [LOOPLINE_RECORD_HISTOGRAM] = sizeof(struct loopline_histogram),
    [LOOPLINE_RECORD_RUNTIME] = sizeof(struct loopline_runtime),
    [LOOPLINE_RECORD_CODE] = sizeof(struct loopline_code),
    [LOOPLINE_RECORD_VARIANT] = sizeof(struct loopline_variant),
    [LOOPLINE_RECORD_VALUE_MATCH] = sizeof(struct loopline_value_match),
    [LOOPLINE_RECORD_SEQUENCE] = sizeof(struct loopline_sequence),
    [LOOPLINE_RECORD_PARAMETERS] = sizeof(struct loopline_parameters),
    [LOOPLINE_RECORD_TAGS] = sizeof(struct loopline_tags),
    [LOOPLINE_RECORD_SITE_TAGS] = sizeof(struct loopline_site_tags),
};

struct walk {
    const uint8_t *bytes;
    size_t size;
    struct pool *pool;
    struct records *records;
    struct capture_damage *damage;
};

static void keep(struct walk *walk, const struct loopline_record *record) {
    if (record->type == 0 || record->type >= RECORD_TYPES)
        return; /* from a later writer of this version: passed over by contract */
    if (record->bytes < fixed_bytes[record->type]) {
        walk->damage->records++;
        return;
    }
    struct record_list *list = &walk->records->of_type[record->type];
    list->records =
        pool_grow(walk->pool, list->records, list->count, &list->capacity, sizeof(*list->records));
    list->records[list->count++] = record;
}

/* Returns false where the records break off before `end`: what follows cannot be found. */
static bool walk_records(struct walk *walk, size_t offset, size_t end) {
    while (offset < end) {
        if (end - offset < sizeof(struct loopline_record))
            return false;
        const struct loopline_record *record = (const void *)(walk->bytes + offset);
        if (record->bytes < sizeof(*record) || record->bytes % 8 || record->bytes > end - offset)
            return false;
        keep(walk, record);
        offset += record->bytes;
    }
    return true;
}

/* Chunks that were claimed but not yet begun, or allocated but not yet claimed, are zero. */
static bool is_untouched(const struct loopline_chunk *chunk) {
    return chunk->magic == 0 && chunk->span == 0 && chunk->thread_record == 0 && chunk->used == 0;
}

/* Returns where the next chunk starts. */
static size_t walk_chunk(struct walk *walk, size_t offset) {
    const size_t left = walk->size - offset;
    if (left < sizeof(struct loopline_chunk)) {
        walk->damage->chunks++;
        return walk->size;
    }
    const struct loopline_chunk *chunk = (const void *)(walk->bytes + offset);
    if (is_untouched(chunk))
        return offset + LOOPLINE_CHUNK_BYTES;
    if (chunk->magic != LOOPLINE_CHUNK_MAGIC || chunk->span == 0) {
        walk->damage->chunks++;
        return offset + LOOPLINE_CHUNK_BYTES;
    }
    const uint64_t claimed = (uint64_t)chunk->span * LOOPLINE_CHUNK_BYTES;
    const size_t there = claimed < left ? (size_t)claimed : left;
    const size_t used = chunk->used < there ? (size_t)chunk->used : there;
    bool whole = chunk->used == used && chunk->used >= sizeof(*chunk);
    whole = walk_records(walk, offset + sizeof(*chunk), offset + used) && whole;
    if (whole)
        return offset + there;
    walk->damage->chunks++;
    /* A damaged span must not hide the chunks behind it: their magic finds them again. */
    return offset + LOOPLINE_CHUNK_BYTES;
}

void records_find(const void *bytes, size_t size, struct pool *pool, struct records *records,
                  struct capture_damage *damage) {
    struct walk walk = {bytes, size, pool, records, damage};
    *records = (struct records){0};
    for (size_t offset = LOOPLINE_CHUNK_BYTES; offset < size;)
        offset = walk_chunk(&walk, offset);
}
