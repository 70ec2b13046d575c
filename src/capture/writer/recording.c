#include "recording.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "episodes.h"
#include "hand_over.h"
#include "host/clock.h"
#include "host/own_stack.h"
#include "host/text.h"
#include "libc/confined.h"
#include "libc/trace.h"
#include "recording_records.h"
#include "resolved_stack.h"

enum {
    /* Bound on one thread record's memory of stacks as they were walked. */
    THREAD_RECORD_WALKS_LIMIT = 16 << 20,
    /* Thread records that have chunks of their own, so that no two threads write to one line of the cache.
       With more of them the capture would be full of chunks that are nearly empty. */
    THREAD_RECORDS_APART = 256,
};

static void describe_process(struct recording *recording, const struct recording_description *description) {
    struct loopline_header *header = recording->file.header;
    header->pid = (uint32_t)getpid();
    header->parent_pid = (uint32_t)getppid();
    header->run_id = description->run_id;
    header->first = description->first;
    header->last = clock_sample(description->steady_ticks);
    header->parameter_key = distinct_key_name(&recording->parameter_key);
    struct text executable = text_start(header->executable, sizeof header->executable);
    text_add_string(&executable, description->executable);
}

static bool start_tables(struct recording *recording) {
    struct arena *arena = &recording->tables;
    return statement_table_start(&recording->statements, arena) &&
           stack_table_start(&recording->stacks, arena) && code_table_start(&recording->codes, arena);
}

int recording_start(const struct recording_description *description, struct recording **result) {
    *result = NULL;
    struct recording *recording = memory_map(sizeof *recording);
    if (!recording)
        return ENOMEM;
    pthread_mutex_init(&recording->lock, NULL);
    recording->steady_ticks = description->steady_ticks;
    recording->modules_generation = 1;
    recording->parameter_key = distinct_key_of_process();
    if (description->capacity > LOOPLINE_DEFAULT_CAPACITY)
        memory_set_bound(MEMORY_BOUND + description->capacity - LOOPLINE_DEFAULT_CAPACITY);
    int error = start_tables(recording) ? 0 : ENOMEM;
    if (!error)
        error = capture_file_create(&recording->file, description->prefix, description->capacity);
    if (error) {
        arena_release(&recording->tables);
        memory_unmap(recording, sizeof *recording);
        return error;
    }
    describe_process(recording, description);
    *result = recording;
    return 0;
}

void recording_forget(struct recording *recording) {
    pthread_mutex_init(&recording->lock, NULL);
    capture_file_forget(&recording->file);
}

static struct thread_record *new_thread_record(struct recording *recording) {
    struct thread_record *thread_record = memory_map(sizeof *thread_record);
    if (!thread_record)
        return NULL;
    thread_record->recording = recording;
    thread_record->walks_arena.limit = THREAD_RECORD_WALKS_LIMIT;
    thread_record->detail.map = memory_map_detail;
    thread_record->own_space.thread_record = recording->thread_record_count + 1;
    thread_record->space =
        recording->thread_record_count < THREAD_RECORDS_APART ? &thread_record->own_space : &recording->crowd;
    struct loopline_thread_record *record = records_allocate(thread_record->space, &recording->file,
                                                             LOOPLINE_RECORD_THREAD_RECORD, sizeof *record);
    if (!record) {
        memory_unmap(thread_record, sizeof *thread_record);
        return NULL;
    }
    record->id = ++recording->thread_record_count;
    records_publish(thread_record->space, record);
    thread_record->record = record;
    thread_record->older = recording->thread_records;
    __atomic_store_n(&recording->thread_records, thread_record, __ATOMIC_RELEASE);
    return thread_record;
}

static struct thread_record *attach(struct recording *recording, uint32_t threads) {
    recording_lock(recording);
    struct thread_record *thread_record = recording->idle_thread_records;
    if (thread_record)
        recording->idle_thread_records = thread_record->next;
    else
        thread_record = new_thread_record(recording);
    if (thread_record) {
        thread_record->record->threads += threads;
        recording->file.header->threads += threads;
        __atomic_store_n(&thread_record->thread, thread_number(), __ATOMIC_RELAXED);
    }
    recording_unlock(recording);
    return thread_record;
}

void recording_count_thread(struct thread_record *thread_record) {
    recording_lock(thread_record->recording);
    thread_record->record->threads++;
    thread_record->recording->file.header->threads++;
    recording_unlock(thread_record->recording);
}

struct thread_record *recording_attach(struct recording *recording) {
    return attach(recording, 1);
}

struct thread_record *recording_attach_connection_record(struct recording *recording) {
    return attach(recording, 0);
}

void recording_detach(struct recording *recording, struct thread_record *thread_record) {
    episodes_interrupt(thread_record);
    sequence_interrupt(&thread_record->sequence);
    recording_lock(recording);
    thread_record->next = recording->idle_thread_records;
    recording->idle_thread_records = thread_record;
    recording_unlock(recording);
}

struct statement_reference recording_statement(struct recording *recording,
                                               const struct statement_description *description) {
    struct statement_reference reference =
        statement_table_find(&recording->statements, description->driver, description->fingerprint);
    if (reference.id)
        return reference;
    recording_lock(recording);
    reference =
        statement_table_add(&recording->statements, &recording->shared, &recording->file, description);
    recording_unlock(recording);
    return reference;
}

uint32_t recording_tags(struct recording *recording, const struct sql_tags *tags) {
    uint32_t id = tags_table_find(&recording->tags, tags);
    if (id)
        return id;
    recording_lock(recording);
    id = tags_table_add(&recording->tags, &recording->tables, &recording->shared, &recording->file, tags);
    recording_unlock(recording);
    return id;
}

uint32_t recording_library(struct recording *recording, uint32_t driver, const char *version,
                           const char *path) {
    const size_t path_bytes = strlen(path);
    uint32_t id = 0;
    recording_lock(recording);
    struct loopline_library *record = records_allocate(&recording->shared, &recording->file,
                                                       LOOPLINE_RECORD_LIBRARY, sizeof *record + path_bytes);
    if (record) {
        struct text text = text_start(record->version, sizeof record->version);
        text_add_string(&text, version);
        record->driver = driver;
        record->path_bytes = (uint32_t)path_bytes;
        memcpy(record->path, path, path_bytes);
        record->id = id = ++recording->library_count;
        records_publish(&recording->shared, record);
    }
    recording_unlock(recording);
    return id;
}

static struct site_state *new_site(struct thread_record *thread_record, const struct site_request *wanted,
                                   uint32_t stack) {
    struct recording *recording = thread_record->recording;
    /* The record first: until it is published it takes nothing, unlike memory of the arena. */
    struct loopline_site *site =
        records_allocate(thread_record->space, &recording->file, LOOPLINE_RECORD_SITE, sizeof *site);
    struct site_state *state = site ? arena_allocate(&thread_record->arena, sizeof *state) : NULL;
    if (!state)
        return NULL;
    site->id = ++recording->site_count;
    site->thread_record = thread_record->record->id;
    site->statement = wanted->statement.id;
    site->stack = stack;
    site->library = wanted->library;
    records_publish(thread_record->space, site);
    state->site = site;
    state->statement_class = wanted->statement.statement_class;
    return state;
}

static struct site_state *site_of_stack(struct thread_record *thread_record,
                                        const struct site_request *wanted, uint32_t stack) {
    const struct site_key key = site_key_of_stack(wanted->statement.id, stack);
    struct site_state *state = thread_record_find(thread_record, &key);
    if (state)
        return state;
    /* A site that could not be found again would take room in the capture at every execution. */
    if (!thread_record_has_room(thread_record))
        return NULL;
    state = new_site(thread_record, wanted, stack);
    trace_number("new call site, stack:", stack);
    if (state && !thread_record_index(thread_record, &key, state))
        return NULL;
    return state;
}

/* Notes a stack as one more of a site, unless it is known as that. */
static void note_variant(struct thread_record *thread_record, struct site_state *state, uint32_t stack) {
    const struct site_key key = site_key_of_stack(state->site->statement, stack);
    if (!stack || thread_record_find(thread_record, &key) || !thread_record_index(thread_record, &key, state))
        return;
    struct loopline_variant *record = records_allocate(thread_record->space, &thread_record->recording->file,
                                                       LOOPLINE_RECORD_VARIANT, sizeof *record);
    if (!record)
        return;
    record->site = state->site->id;
    record->stack = stack;
    records_publish(thread_record->space, record);
}

static __attribute__((noinline)) struct site_state *site_of_resolved(struct thread_record *thread_record,
                                                                     const struct site_request *wanted,
                                                                     const struct walked_stack *walked,
                                                                     uint32_t frame_count) {
    const struct stack_origin origin = hand_over_taken.origin;
    const uint32_t stack = resolved_stack_add(thread_record, walked, frame_count, origin);
    if (!walked->runtime_count)
        return stack ? site_of_stack(thread_record, wanted, stack) : NULL;
    const uint32_t reduced = resolved_stack_reduce(thread_record, frame_count);
    const struct site_key key =
        site_key_of_frames(wanted->statement.id, origin, thread_record->recording->reduced, reduced);
    struct site_state *state = thread_record_find(thread_record, &key);
    if (state) {
        note_variant(thread_record, state, stack);
        return state;
    }
    state = stack ? site_of_stack(thread_record, wanted, stack) : NULL;
    if (state)
        thread_record_index(thread_record, &key, state);
    return state;
}

/* Under the lock. */
static void renew_clock(struct recording *recording) {
    if (process_is_confined())
        return; /* where there is no quick way to the time, the kernel is asked */
    struct loopline_header *header = recording->file.header;
    const struct memory_account memory = memory_account();
    header->last = clock_sample(recording->steady_ticks);
    header->memory_bytes = memory.most;
    header->memory_refused = memory.refused;
}

/* A whole walk whose site is looked for, and the site. */
struct new_walk {
    struct thread_record *thread_record;
    const struct site_request *wanted;
    const struct site_key *key;
    struct walked_stack *walked;
    uint32_t generation;
    struct site_state *state;
};

static void find_site_apart(void *context) {
    struct new_walk *walk = context;
    struct thread_record *thread_record = walk->thread_record;
    const uint32_t frame_count = resolved_stack_lock(thread_record, walk->walked, walk->generation);
    walk->state = site_of_resolved(thread_record, walk->wanted, walk->walked, frame_count);
    /* What cannot be kept now never can: the next time is not to take this slow way again. */
    if (!thread_record_find(thread_record, walk->key))
        thread_record_index(thread_record, walk->key, walk->state ? walk->state : &thread_record->unkept);
    renew_clock(thread_record->recording);
    recording_unlock(thread_record->recording);
}

/* Apart, and what it needs of the stack with it: it is rare. */
static __attribute__((noinline, cold)) struct site_state *
site_of_new_walk(struct thread_record *thread_record, const struct site_request *wanted,
                 const struct site_key *key, uint32_t generation) {
    struct walked_stack *whole =
        thread_record->walked.whole ? NULL : resolved_stack_whole((uintptr_t)__builtin_frame_address(0));
    if (!whole && !thread_record->walked.whole)
        return NULL;
    struct new_walk walk = {.thread_record = thread_record,
                            .wanted = wanted,
                            .key = key,
                            .walked = whole ? whole : &thread_record->walked,
                            .generation = generation};
    resolved_stack_prepare(walk.walked);
    own_stack_run(find_site_apart, &walk);
    resolved_stack_done(whole);
    return walk.state;
}

/*
 * The first execution of a loop may come by another way of the engine than the others (a round that the
 * compiler peeled off, code that is not specialised yet), and a walk that is not whole does not see it: a few
 * executions are looked at in full.
 */
static bool is_due_for_variants(const struct site_state *state) {
    return state->site->calls == 1 || state->site->calls == 9;
}

/* Whether all executions that are looked at in full are over. */
static bool has_its_variants(const struct walked_stack *walked, const struct site_state *state) {
    return walked->whole || state->site->calls > 9;
}

struct site_state *recording_site(struct thread_record *thread_record, const struct site_request *wanted) {
    const uint32_t generation =
        __atomic_load_n(&thread_record->recording->modules_generation, __ATOMIC_ACQUIRE);
    struct walk_note *note = thread_record->walked.note;
    const uint64_t note_key = (uint64_t)generation << 32 | wanted->statement.id;
    const struct stack_origin origin = hand_over_taken.origin;
    const uint64_t note_origin = stack_origin_number(origin);
    if (note && note->key == note_key && note->origin == note_origin)
        return note->site;
    const struct site_key key =
        site_key_of_walk(wanted->statement.id, generation, origin, &thread_record->walked);
    struct site_state *state = thread_record_find(thread_record, &key);
    if (state == &thread_record->unkept)
        return NULL;
    if (!state || (!thread_record->walked.whole && is_due_for_variants(state)))
        return site_of_new_walk(thread_record, wanted, &key, generation);
    if (note && has_its_variants(&thread_record->walked, state))
        *note = (struct walk_note){note_key, note_origin, state};
    return state;
}

/* A site at a stack that is known, and the site. */
struct new_stack_site {
    struct thread_record *thread_record;
    const struct site_request *wanted;
    uint32_t stack;
    struct site_state *state;
};

static void add_site_apart(void *context) {
    struct new_stack_site *site = context;
    recording_lock(site->thread_record->recording);
    site->state = site_of_stack(site->thread_record, site->wanted, site->stack);
    recording_unlock(site->thread_record->recording);
}

struct site_state *recording_site_of_stack(struct thread_record *thread_record,
                                           const struct site_request *wanted, uint32_t stack) {
    const struct site_key key = site_key_of_stack(wanted->statement.id, stack);
    struct site_state *state = thread_record_find(thread_record, &key);
    if (state)
        return state;
    struct new_stack_site site = {.thread_record = thread_record, .wanted = wanted, .stack = stack};
    own_stack_run(add_site_apart, &site);
    return site.state;
}

void recording_renew_clock(struct recording *recording) {
    recording_lock(recording);
    renew_clock(recording);
    recording_unlock(recording);
}

void recording_seal(struct recording *recording) {
    recording_lock(recording);
    renew_clock(recording);
    recording->file.header->sealed = 1;
    capture_file_trim(&recording->file);
    recording_unlock(recording);
}
