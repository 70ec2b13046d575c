#include "statement_tags.h"

#include <string.h>

#include "host/scratch.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { KNOWN_COMMENTS = 8 };

/* 64 bits of the hash stand for the comment itself. */
struct known_comments {
    struct known_comment {
        uint64_t hash; /* 0: empty */
        struct statement_tags tags;
    } slots[KNOWN_COMMENTS];
};

static struct scratch_pool tag_rooms = {.bytes = sizeof(struct sql_tags)};

static bool read_part(struct sql_part comment, struct sql_tags *tags) {
    return comment.length && sql_read_tags(comment.bytes, comment.length, tags);
}

/* Apart, and what it needs of the stack with it. */
static __attribute__((noinline)) struct statement_tags read_tags(struct recording *recording,
                                                                 const struct sql_commented *commented) {
    struct statement_tags result = {.id = 0};
    struct sql_tags *tags = scratch_take(&tag_rooms);
    if (!tags)
        return result;
    if (read_part(commented->after, tags) || read_part(commented->before, tags))
        result.id = recording_tags(recording, tags);
    if (result.id && tags->has_trace) {
        result.has_span = true;
        memcpy(result.span.trace_id, tags->trace_id, sizeof result.span.trace_id);
        memcpy(result.span.span_id, tags->span_id, sizeof result.span.span_id);
    }
    scratch_give_back(&tag_rooms, tags);
    return result;
}

static uint64_t hash_of(const struct sql_commented *commented) {
    const uint64_t before =
        commented->before.length ? XXH3_64bits(commented->before.bytes, commented->before.length) : 0;
    const uint64_t hash = XXH3_64bits_withSeed(commented->after.bytes, commented->after.length, before);
    return hash ? hash : 1;
}

__attribute__((noinline)) void statement_tags_of(struct thread_record *thread_record,
                                                 const struct sql_commented *commented,
                                                 struct statement_tags *tags) {
    memset(tags, 0, sizeof *tags);
    if (!commented->before.length && !commented->after.length)
        return;
    struct known_comments *known = thread_record->known_comments;
    if (!known)
        known = thread_record->known_comments = arena_allocate(&thread_record->arena, sizeof *known);
    if (!known)
        return;
    const uint64_t hash = hash_of(commented);
    struct known_comment *slot = &known->slots[hash % KNOWN_COMMENTS];
    if (slot->hash != hash) {
        slot->hash = hash;
        slot->tags = read_tags(thread_record->recording, commented);
    }
    *tags = slot->tags;
}
