#include "statement_cache.h"

#include <string.h>

#include "sql/normalize.h"
#include "values.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { ENTRY_COUNT = 1024, TEXT_BYTES = 256 * 1024, TEXT_LIMIT = 8192 };

struct cached_text {
    uint64_t hash; /* 0: empty */
    uint32_t offset;
    uint32_t length;
    struct statement_reading reading;
};

struct statement_cache {
    struct cached_text entries[ENTRY_COUNT];
    size_t text_used;
    char text[TEXT_BYTES];
    char normal_form[STATEMENT_TEXT_LIMIT];
    /* Of the text being read. */
    struct sql_literal literals[READING_VALUES];
    struct sql_normal_form form;
};

static struct statement_cache *cache_of(struct thread_record *thread_record) {
    if (!thread_record->statement_cache)
        thread_record->statement_cache =
            arena_allocate(&thread_record->arena, sizeof *thread_record->statement_cache);
    return thread_record->statement_cache;
}

static uint64_t value_of(const char *text, const struct sql_literal *literal) {
    return literal->kind == SQL_LITERAL_NULL ? 0 : value_of_literal(text + literal->offset, literal->length);
}

/* Apart, and what it needs of the stack with it: a text comes for the first time but once. */
static __attribute__((noinline)) void normalise(struct thread_record *thread_record,
                                                const struct statement_text *text,
                                                struct statement_reading *reading) {
    struct statement_cache *cache = thread_record->statement_cache;
    const struct sql_options options = {(enum sql_dialect)text->driver, text->backslash_escapes,
                                        text->encoding};
    const struct sql_output output = {.text = cache->normal_form,
                                      .text_capacity = sizeof cache->normal_form,
                                      .literals = cache->literals,
                                      .literal_capacity = READING_VALUES};
    struct sql_normal_form *form = &cache->form;
    sql_normalize_in(&thread_record->workspace, options, text->bytes, text->length, output, form);
    const struct statement_description description = {
        .driver = text->driver,
        .fingerprint = form->fingerprint,
        .statement_class = form->statement_class,
        .flags = form->truncated ? LOOPLINE_STATEMENT_TRUNCATED : 0,
        .text = cache->normal_form,
        .text_bytes = form->text_length,
    };
    reading->statement = recording_statement(thread_record->recording, &description);
    reading->literals_hash = form->literals_hash;
    reading->longest_list = form->longest_list;
    reading->has_literals = form->literal_count > 0;
    reading->value_count =
        form->literal_count < READING_VALUES ? (uint32_t)form->literal_count : READING_VALUES;
    for (uint32_t i = 0; i < reading->value_count; i++)
        reading->values[i] = value_of(text->bytes, &cache->literals[i]);
}

static void keep(struct statement_cache *cache, struct cached_text *entry, uint64_t hash,
                 const struct statement_text *text, const struct statement_reading *reading) {
    if (text->length > TEXT_LIMIT)
        return;
    if (cache->text_used + text->length > TEXT_BYTES) {
        memset(cache->entries, 0, sizeof cache->entries);
        cache->text_used = 0;
    }
    memcpy(cache->text + cache->text_used, text->bytes, text->length);
    *entry = (struct cached_text){hash, (uint32_t)cache->text_used, (uint32_t)text->length, *reading};
    cache->text_used += text->length;
}

struct statement_reading statement_cache_read(struct thread_record *thread_record,
                                              const struct statement_text *text) {
    struct statement_cache *cache = cache_of(thread_record);
    if (!cache)
        return (struct statement_reading){.statement.id = 0};
    const uint64_t seed = ((uint64_t)text->encoding << 8) + text->driver * 2u + text->backslash_escapes;
    const uint64_t hash = XXH3_64bits_withSeed(text->bytes, text->length, seed) | 1;
    struct cached_text *entry = &cache->entries[(hash >> 32) % ENTRY_COUNT];
    if (entry->hash == hash && entry->length == text->length &&
        memcmp(cache->text + entry->offset, text->bytes, text->length) == 0)
        return entry->reading;
    struct statement_reading reading = {.value_count = 0};
    normalise(thread_record, text, &reading);
    if (reading.statement.id)
        keep(cache, entry, hash, text, &reading);
    return reading;
}

struct statement_reading statement_cache_unseen(struct thread_record *thread_record, uint32_t driver) {
    const struct statement_description description = {.driver = driver,
                                                      .fingerprint = 0,
                                                      .statement_class = SQL_OTHER,
                                                      .flags = LOOPLINE_STATEMENT_UNSEEN,
                                                      .text = "",
                                                      .text_bytes = 0};
    return (struct statement_reading){.statement =
                                          recording_statement(thread_record->recording, &description)};
}
