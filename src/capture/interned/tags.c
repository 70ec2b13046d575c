#include "tags.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* More have a program whose routes hold values: they would take room from its call sites. */
enum { COUNT_LIMIT = 4096 };

static uint64_t mix(uint64_t key, const struct sql_tag *tag) {
    return XXH3_64bits_withSeed(tag->bytes, tag->length, key);
}

static uint64_t key_of(const struct sql_tags *tags) {
    const uint64_t key = mix(mix(mix(mix(0, &tags->route), &tags->controller), &tags->action), &tags->job);
    return key ? key : 1;
}

uint32_t tags_table_find(const struct tags_table *table, const struct sql_tags *tags) {
    if (!__atomic_load_n(&table->by_content.slots, __ATOMIC_ACQUIRE))
        return 0;
    return (uint32_t)key_table_find(&table->by_content, key_of(tags));
}

static char *append(char *to, const struct sql_tag *tag) {
    memcpy(to, tag->bytes, tag->length);
    return to + tag->length;
}

static bool write_record(struct record_space *space, struct capture_file *file, uint32_t id,
                         const struct sql_tags *tags) {
    const size_t bytes =
        (size_t)tags->route.length + tags->controller.length + tags->action.length + tags->job.length;
    struct loopline_tags *record =
        records_allocate(space, file, LOOPLINE_RECORD_TAGS, sizeof *record + bytes);
    if (!record)
        return false;
    record->id = id;
    record->route_bytes = tags->route.length;
    record->controller_bytes = tags->controller.length;
    record->action_bytes = tags->action.length;
    record->job_bytes = tags->job.length;
    append(append(append(append(record->data, &tags->route), &tags->controller), &tags->action), &tags->job);
    records_publish(space, record);
    return true;
}

static bool has_started(struct key_table *table, struct arena *arena) {
    if (table->slots)
        return true;
    struct key_table fresh;
    if (!key_table_start(&fresh, arena, COUNT_LIMIT))
        return false;
    table->arena = fresh.arena;
    table->limit = fresh.limit;
    __atomic_store_n(&table->slots, fresh.slots, __ATOMIC_RELEASE);
    return true;
}

uint32_t tags_table_add(struct tags_table *table, struct arena *arena, struct record_space *space,
                        struct capture_file *file, const struct sql_tags *tags) {
    const uint32_t known = tags_table_find(table, tags);
    if (known || !has_started(&table->by_content, arena))
        return known;
    const uint32_t id = table->by_content.count + 1;
    if (!key_table_has_room(&table->by_content) || !write_record(space, file, id, tags))
        return 0;
    key_table_add(&table->by_content, key_of(tags), id);
    return id;
}
