#include "statement_cache.h"

#include <string.h>

#include "host/own_stack.h"
#include "host/scratch.h"
#include "sql/comments.h"
#include "sql/normalize.h"
#include "statement_tags.h"
#include "values.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Small at first: most threads run few texts. Four times as large when it is full, up to a bound. */
enum { FEW_TEXTS = 8, MOST_TEXTS = 1024, BYTES_OF_A_TEXT = 256, TEXT_LIMIT = 8192, WIDENINGS = 4 };

struct cached_text {
    uint64_t hash; /* 0: empty */
    uint32_t offset;
    uint32_t length;
    bool may_be_followed; /* by a comment: see sql_body_is_whole */
    struct statement_reading reading;
};

struct statement_cache {
    uint32_t capacity; /* of entries, a power of two */
    uint32_t kept;
    size_t text_used;
    char *text;                      /* BYTES_OF_A_TEXT for each entry, behind the entries */
    struct statement_reading latest; /* of a text that was not known */
    struct cached_text entries[];
};

static const struct statement_reading unreadable; /* without memory */

/* Room to read a text in. */
struct reading_room {
    struct sql_workspace workspace;
    struct sql_normal_form form;
    struct sql_literal literals[READING_VALUES];
    char normal_form[STATEMENT_TEXT_LIMIT];
};
static struct scratch_pool reading_rooms = {.bytes = sizeof(struct reading_room)};

static size_t cache_bytes(uint32_t capacity) {
    return sizeof(struct statement_cache) + capacity * (sizeof(struct cached_text) + BYTES_OF_A_TEXT);
}

static struct statement_cache *make_cache(uint32_t capacity) {
    const size_t bytes = cache_bytes(capacity);
    struct statement_cache *cache = capacity == FEW_TEXTS ? memory_map(bytes) : memory_map_detail(bytes);
    if (!cache)
        return NULL;
    cache->capacity = capacity;
    cache->text = (char *)(cache->entries + capacity);
    return cache;
}

static struct cached_text *entry_of(struct statement_cache *cache, uint64_t hash) {
    return &cache->entries[(hash >> 32) % cache->capacity];
}

/* A larger one in its place, empty: each text is read once more. Where there is none, the one there is
 * emptied. */
static struct statement_cache *widen(struct thread_record *thread_record) {
    struct statement_cache *cache = thread_record->statement_cache;
    struct statement_cache *larger = cache->capacity < MOST_TEXTS ? make_cache(cache->capacity * 4) : NULL;
    if (larger) {
        memory_unmap(cache, cache_bytes(cache->capacity));
        thread_record->statement_cache = larger;
        return larger;
    }
    memset(cache->entries, 0, cache->capacity * sizeof *cache->entries);
    cache->text_used = cache->kept = 0;
    return cache;
}

static uint64_t value_of(const char *text, const struct sql_literal *literal) {
    return literal->kind == SQL_LITERAL_NULL ? 0 : value_of_literal(text + literal->offset, literal->length);
}

static void normalise(struct recording *recording, struct reading_room *room,
                      const struct statement_text *text, struct statement_reading *reading) {
    const struct sql_options options = {(enum sql_dialect)text->driver, text->backslash_escapes,
                                        text->encoding};
    const struct sql_output output = {.text = room->normal_form,
                                      .text_capacity = sizeof room->normal_form,
                                      .literals = room->literals,
                                      .literal_capacity = READING_VALUES};
    struct sql_normal_form *form = &room->form;
    sql_normalize_in(&room->workspace, options, text->bytes, text->length, output, form);
    const struct statement_description description = {
        .driver = text->driver,
        .fingerprint = form->fingerprint,
        .statement_class = form->statement_class,
        .flags = form->truncated ? LOOPLINE_STATEMENT_TRUNCATED : 0,
        .text = room->normal_form,
        .text_bytes = form->text_length,
    };
    reading->statement = recording_statement(recording, &description);
    reading->literals_hash = form->literals_hash;
    reading->longest_list = form->longest_list;
    reading->has_literals = form->literal_count > 0;
    reading->value_count =
        form->literal_count < READING_VALUES ? (uint32_t)form->literal_count : READING_VALUES;
    for (uint32_t i = 0; i < reading->value_count; i++)
        reading->values[i] = value_of(text->bytes, &room->literals[i]);
}

static bool has_room(const struct statement_cache *cache, size_t length) {
    return cache->text_used + length <= (size_t)cache->capacity * BYTES_OF_A_TEXT &&
           (cache->kept <= cache->capacity / 2 || cache->capacity == MOST_TEXTS);
}

static void keep(struct thread_record *thread_record, uint64_t hash, const struct statement_text *text,
                 const struct statement_reading *reading) {
    struct statement_cache *cache = thread_record->statement_cache;
    if (text->length > TEXT_LIMIT)
        return;
    for (int tries = 0; !has_room(cache, text->length) && tries < WIDENINGS; tries++)
        cache = widen(thread_record);
    if (!has_room(cache, text->length))
        return;
    struct cached_text *entry = entry_of(cache, hash);
    cache->kept += entry->hash == 0;
    memcpy(cache->text + cache->text_used, text->bytes, text->length);
    *entry = (struct cached_text){.hash = hash,
                                  .offset = (uint32_t)cache->text_used,
                                  .length = (uint32_t)text->length,
                                  .reading = *reading};
    cache->text_used += text->length;
}

static bool is_of(const struct statement_cache *cache, const struct cached_text *entry, uint64_t hash,
                  const struct statement_text *text) {
    return entry->hash == hash && entry->length == text->length &&
           memcmp(cache->text + entry->offset, text->bytes, text->length) == 0;
}

static uint64_t hash_of(const struct statement_text *text) {
    const uint64_t seed = ((uint64_t)text->encoding << 8) + text->driver * 2u + text->backslash_escapes;
    return XXH3_64bits_withSeed(text->bytes, text->length, seed) | 1;
}

/* NULL: the text is not known. */
static struct cached_text *find(const struct thread_record *thread_record, uint64_t hash,
                                const struct statement_text *text) {
    struct statement_cache *cache = thread_record->statement_cache;
    return cache && is_of(cache, entry_of(cache, hash), hash, text) ? entry_of(cache, hash) : NULL;
}

/* A text that is to be read, and its reading. */
struct wanted_text {
    struct thread_record *thread_record;
    const struct statement_text *text;
    uint64_t hash; /* of one that is not known */
    const struct statement_reading *reading;
};

static struct statement_cache *cache_of(struct thread_record *thread_record) {
    if (!thread_record->statement_cache)
        thread_record->statement_cache = make_cache(FEW_TEXTS);
    return thread_record->statement_cache;
}

static void read_new_apart(void *context) {
    struct wanted_text *wanted = context;
    struct thread_record *thread_record = wanted->thread_record;
    struct reading_room *room = cache_of(thread_record) ? scratch_take(&reading_rooms) : NULL;
    if (!room)
        return;
    struct statement_reading reading = {.value_count = 0};
    normalise(thread_record->recording, room, wanted->text, &reading);
    scratch_give_back(&reading_rooms, room);
    if (reading.statement.id)
        keep(thread_record, wanted->hash, wanted->text, &reading);
    thread_record->statement_cache->latest = reading;
    wanted->reading = &thread_record->statement_cache->latest;
}

/* Not in line, and what it needs of the stack with it: a text comes for the first time but once. */
static __attribute__((noinline, cold)) const struct statement_reading *
read_new(struct thread_record *thread_record, uint64_t hash, const struct statement_text *text) {
    struct wanted_text wanted = {thread_record, text, hash, &unreadable};
    own_stack_run(read_new_apart, &wanted);
    return wanted.reading;
}

static const struct statement_reading *read_text(struct thread_record *thread_record,
                                                 const struct statement_text *text) {
    const uint64_t hash = hash_of(text);
    const struct cached_text *known = find(thread_record, hash, text);
    return known ? &known->reading : read_new(thread_record, hash, text);
}

/* Reads what stands between comments. Returns NULL if the one behind it is part of the statement. */
static const struct statement_reading *read_body(struct thread_record *thread_record,
                                                 const struct statement_text *text,
                                                 const struct sql_commented *commented) {
    const struct sql_options options = {(enum sql_dialect)text->driver, text->backslash_escapes,
                                        text->encoding};
    struct statement_text body = *text;
    body.bytes = commented->body.bytes;
    body.length = commented->body.length;
    const uint64_t hash = hash_of(&body);
    struct cached_text *known = find(thread_record, hash, &body);
    if (commented->after.bytes && !(known && known->may_be_followed)) {
        if (!sql_body_is_whole(options, text->bytes, text->length, commented->body))
            return NULL;
        if (known)
            known->may_be_followed = true;
    }
    return known ? &known->reading : read_new(thread_record, hash, &body);
}

/* The same text may have other comments the next time: its reading is copied for their tags. */
static const struct statement_reading *with_tags(struct thread_record *thread_record,
                                                 const struct statement_reading *reading,
                                                 const struct sql_commented *commented) {
    struct statement_cache *cache = thread_record->statement_cache;
    if (!cache)
        return reading;
    cache->latest = *reading;
    statement_tags_of(thread_record, commented, &cache->latest.tags);
    return &cache->latest;
}

static void read_commented_apart(void *context) {
    struct wanted_text *wanted = context;
    struct thread_record *thread_record = wanted->thread_record;
    const struct statement_text *text = wanted->text;
    struct sql_commented commented = sql_comments_around(text->bytes, text->length);
    if (!commented.before.bytes && !commented.after.bytes) {
        wanted->reading = read_text(thread_record, text);
        return;
    }
    const struct statement_reading *reading = read_body(thread_record, text, &commented);
    if (!reading) {
        commented.after.length = 0;
        reading = read_text(thread_record, text);
    }
    wanted->reading = with_tags(thread_record, reading, &commented);
}

static __attribute__((noinline)) const struct statement_reading *
read_commented(struct thread_record *thread_record, const struct statement_text *text) {
    struct wanted_text wanted = {.thread_record = thread_record, .text = text};
    own_stack_run(read_commented_apart, &wanted);
    return wanted.reading;
}

const struct statement_reading *statement_cache_read(struct thread_record *thread_record,
                                                     const struct statement_text *text) {
    return sql_may_be_commented(text->bytes, text->length) ? read_commented(thread_record, text)
                                                           : read_text(thread_record, text);
}

const struct statement_reading *statement_cache_unseen(struct thread_record *thread_record, uint32_t driver) {
    struct statement_cache *cache = cache_of(thread_record);
    if (!cache)
        return &unreadable;
    const struct statement_description description = {.driver = driver,
                                                      .fingerprint = 0,
                                                      .statement_class = SQL_OTHER,
                                                      .flags = LOOPLINE_STATEMENT_UNSEEN,
                                                      .text = "",
                                                      .text_bytes = 0};
    cache->latest =
        (struct statement_reading){.statement = recording_statement(thread_record->recording, &description)};
    return &cache->latest;
}
