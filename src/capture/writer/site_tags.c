#include "site_tags.h"

#include "recording_records.h"

static struct loopline_site_tags *new_record(struct thread_record *thread_record, uint32_t site,
                                             uint32_t tags) {
    struct recording *recording = thread_record->recording;
    recording_lock(recording);
    struct loopline_site_tags *record =
        records_allocate(thread_record->space, &recording->file, LOOPLINE_RECORD_SITE_TAGS, sizeof *record);
    if (record) {
        record->site = site;
        record->tags = tags;
        records_publish(thread_record->space, record);
    }
    recording_unlock(recording);
    return record;
}

/* NULL: there are too many, or there is no room. */
static struct loopline_site_tags *record_of(struct thread_record *thread_record, struct site_state *state,
                                            uint32_t tags) {
    if (!state->tags)
        state->tags = arena_allocate(&thread_record->arena, sizeof *state->tags);
    for (int i = 0; state->tags && i < SITE_TAGS_LIMIT; i++) {
        struct loopline_site_tags **record = &state->tags->records[i];
        if (!*record)
            *record = new_record(thread_record, state->site->id, tags);
        if (!*record || (*record)->tags == tags)
            return *record;
    }
    return NULL;
}

void site_tags_note(struct thread_record *thread_record, struct site_state *state,
                    const struct statement_tags *tags) {
    struct loopline_site_tags *record = record_of(thread_record, state, tags->id);
    if (!record)
        return;
    counter_add(&record->calls, 1);
    if (!tags->has_span)
        return;
    counter_add(&record->writes, 1);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    record->latest = tags->span;
    __atomic_store_n(&record->written, record->writes, __ATOMIC_RELEASE);
}
