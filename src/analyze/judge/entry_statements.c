#include "entry_statements.h"

#include <string.h>

#include "base/index.h"
#include "capture/reader/sequence.h"

/* The sites of one name. */
struct group {
    const char *name;
    uint64_t here; /* statements since the latest client wait */
    uint64_t most;
    bool is_lost; /* some of its executions are in no sequence */
};

struct counting {
    const struct merged_capture *merged;
    struct pool pool;
    struct index index;
    struct group *groups;
    size_t count;
    size_t capacity;
    size_t *of_site; /* group by site number; NO_GROUP: none */
};

#define NO_GROUP SIZE_MAX

static bool has_name(const void *context, size_t entry, const void *name) {
    const struct counting *counting = context;
    return strcmp(counting->groups[entry].name, name) == 0;
}

static size_t group_of(struct counting *counting, const struct loop_entry *entry) {
    if (!entry->name || entry->kind != LOOP_ENTRY_REQUEST || entry->of < 2)
        return NO_GROUP;
    const uint64_t hash = hash_text(0, entry->name);
    const size_t known = index_find(&counting->index, hash, has_name, counting, entry->name);
    if (known != INDEX_NOT_FOUND)
        return known;
    counting->groups = pool_grow(&counting->pool, counting->groups, counting->count, &counting->capacity,
                                 sizeof(*counting->groups));
    counting->groups[counting->count] = (struct group){.name = entry->name};
    index_add(&counting->index, &counting->pool, hash, counting->count);
    return counting->count++;
}

static void end_request(struct counting *counting) {
    for (size_t i = 0; i < counting->count; i++) {
        struct group *group = &counting->groups[i];
        group->most = group->here > group->most ? group->here : group->most;
        group->here = 0;
    }
}

static const uint32_t begins_request = LOOPLINE_SEQUENCE_BEGINS | LOOPLINE_SEQUENCE_CLIENT;

static void count_execution(struct counting *counting, uint32_t word, uint64_t times) {
    const uint32_t number = word & LOOPLINE_SEQUENCE_SITE;
    if (word & begins_request)
        end_request(counting);
    if (!number || number > counting->merged->path_count)
        return;
    const size_t group = counting->of_site[counting->merged->paths[number - 1].site->number];
    if (group != NO_GROUP)
        counting->groups[group].here += times;
}

/* Of requests that are repeated, the third is like the second. */
static void count_words(struct counting *counting, const uint32_t *words, size_t count, uint64_t times) {
    for (size_t i = 0; i < count; i++) {
        if (!(words[i] & LOOPLINE_SEQUENCE_REPEAT)) {
            count_execution(counting, words[i], times);
            continue;
        }
        const struct sequence_block block = sequence_block_at(words + i);
        if (!sequence_has_mark(block.words, block.length, begins_request))
            count_words(counting, block.words, block.length, times * block.times);
        else
            for (uint32_t round = 0; round < block.times && round < 2; round++)
                count_words(counting, block.words, block.length, times);
        i += 1 + block.length;
    }
}

void entries_count_statements(struct loop_entry *entries, const struct merged_capture *merged) {
    struct counting counting = {.merged = merged};
    counting.of_site = pool_allocate(&counting.pool, merged->site_count, sizeof(*counting.of_site));
    for (size_t i = 0; i < merged->site_count; i++) {
        const size_t group = counting.of_site[i] = group_of(&counting, &entries[i]);
        if (group != NO_GROUP && merged->sites[i]->sequence_lost)
            counting.groups[group].is_lost = true;
    }
    for (size_t i = 0; counting.count && i < merged->sequence_count; i++) {
        count_words(&counting, merged->sequences[i].words, merged->sequences[i].count, 1);
        end_request(&counting);
    }
    for (size_t i = 0; i < merged->site_count; i++) {
        const size_t group = counting.of_site[i];
        if (group != NO_GROUP && !counting.groups[group].is_lost)
            entries[i].most_statements = counting.groups[group].most;
    }
    pool_free(&counting.pool);
}
