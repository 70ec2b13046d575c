#include "recording.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "column_name.h"
#include "episodes.h"
#include "text.h"

/* Bounds on one ledger's private memory: sites and their sets of parameters; stacks as they were walked. */
enum { LEDGER_MEMORY_LIMIT = 64 << 20, LEDGER_WALKS_LIMIT = 16 << 20 };

static void lock(struct recording *recording) {
    const struct uninterrupted before = uninterrupted_begin();
    pthread_mutex_lock(&recording->lock);
    recording->before_lock = before;
}

static void unlock(struct recording *recording) {
    const struct uninterrupted before = recording->before_lock;
    pthread_mutex_unlock(&recording->lock);
    uninterrupted_end(&before);
}

static void describe_process(struct recording *recording, const struct recording_description *description) {
    struct loopline_header *header = recording->file.header;
    header->pid = (uint32_t)getpid();
    header->parent_pid = (uint32_t)getppid();
    header->run_id = description->run_id;
    header->first = description->first;
    header->last = clock_sample(description->steady_ticks);
    struct text executable = text_start(header->executable, sizeof header->executable);
    text_add_string(&executable, description->executable);
}

static bool start_tables(struct recording *recording) {
    return statement_table_start(&recording->statements) && stack_table_start(&recording->stacks) &&
           module_map_start(&recording->modules) && code_table_start(&recording->codes);
}

int recording_start(const struct recording_description *description, struct recording **result) {
    *result = NULL;
    struct recording *recording = memory_map(sizeof *recording);
    if (!recording)
        return ENOMEM;
    pthread_mutex_init(&recording->lock, NULL);
    recording->steady_ticks = description->steady_ticks;
    recording->modules_generation = 1;
    if (!start_tables(recording)) {
        memory_unmap(recording, sizeof *recording);
        return ENOMEM;
    }
    const int error = capture_file_create(&recording->file, description->prefix, description->capacity);
    if (error) {
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

static struct ledger *new_ledger(struct recording *recording) {
    struct ledger *ledger = memory_map(sizeof *ledger);
    if (!ledger)
        return NULL;
    ledger->recording = recording;
    ledger->arena.limit = LEDGER_MEMORY_LIMIT;
    ledger->walks_arena.limit = LEDGER_WALKS_LIMIT;
    ledger->space.ledger = recording->ledger_count + 1;
    struct loopline_ledger *record =
        records_allocate(&ledger->space, &recording->file, LOOPLINE_RECORD_LEDGER, sizeof *record);
    if (!record) {
        memory_unmap(ledger, sizeof *ledger);
        return NULL;
    }
    record->id = ++recording->ledger_count;
    records_publish(&ledger->space, record);
    ledger->record = record;
    ledger->older = recording->ledgers;
    __atomic_store_n(&recording->ledgers, ledger, __ATOMIC_RELEASE);
    return ledger;
}

static struct ledger *attach(struct recording *recording, uint32_t threads) {
    lock(recording);
    struct ledger *ledger = recording->idle_ledgers;
    if (ledger)
        recording->idle_ledgers = ledger->next;
    else
        ledger = new_ledger(recording);
    if (ledger) {
        ledger->record->threads += threads;
        recording->file.header->threads += threads;
    }
    unlock(recording);
    return ledger;
}

struct ledger *recording_attach(struct recording *recording) {
    return attach(recording, 1);
}

struct ledger *recording_attach_lane(struct recording *recording) {
    return attach(recording, 0);
}

void recording_detach(struct recording *recording, struct ledger *ledger) {
    episodes_interrupt(ledger);
    lock(recording);
    ledger->next = recording->idle_ledgers;
    recording->idle_ledgers = ledger;
    unlock(recording);
}

struct statement_reference recording_statement(struct recording *recording,
                                               const struct statement_description *description) {
    struct statement_reference reference =
        statement_table_find(&recording->statements, description->driver, description->fingerprint);
    if (reference.id)
        return reference;
    lock(recording);
    reference =
        statement_table_add(&recording->statements, &recording->shared, &recording->file, description);
    unlock(recording);
    return reference;
}

uint32_t recording_library(struct recording *recording, uint32_t driver, const char *version,
                           const char *path) {
    const size_t path_bytes = strlen(path);
    uint32_t id = 0;
    lock(recording);
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
    unlock(recording);
    return id;
}

/* Raw addresses to module and offset. False where an address lies in no object that the map knows. */
static bool resolve_native(struct ledger *ledger, const struct walked_stack *walked, uint32_t *count) {
    const struct module_map *map = &ledger->recording->modules;
    bool all_known = true;
    *count = 0;
    for (uint32_t i = 0; i < walked->native_count; i++) {
        const uintptr_t address = (uintptr_t)walked->words[i];
        /* A return address may lie just behind its function, even behind the object: look at the call. */
        const struct module_range *range = module_map_find(map, address - 1);
        if (range && range->id == MODULE_SHIM)
            continue;
        all_known = all_known && range;
        ledger->resolved[(*count)++] =
            (struct loopline_frame){.kind = LOOPLINE_FRAME_NATIVE,
                                    .owner = range ? range->id : 0,
                                    .position = range && range->id ? address - range->bias : 0};
    }
    return all_known;
}

/* The interpreter's frames behind the native ones; a code object that cannot be kept has the id 0. */
static void resolve_runtime(struct ledger *ledger, struct walked_stack *walked, uint32_t *count) {
    struct recording *recording = ledger->recording;
    const struct runtime_frame *frames = walked_runtime_frames(walked);
    for (uint32_t i = 0; i < walked->runtime_count; i++) {
        const uint32_t id = code_table_add(&recording->codes, walked->runtime, &frames[i], &ledger->code,
                                           &recording->shared, &recording->file);
        if (id == CODE_LEFT_OUT)
            continue;
        const uint64_t entry = frames[i].check & RUNTIME_FRAME_ENTRY ? LOOPLINE_FRAME_ENTRY : 0;
        const uint32_t instruction =
            id ? code_table_instruction(walked->runtime, &frames[i]) : frames[i].instruction;
        ledger->resolved[(*count)++] = (struct loopline_frame){
            .kind = LOOPLINE_FRAME_CODE, .owner = id, .position = instruction | entry};
    }
}

static void note_runtimes(struct recording *recording) {
    for (uint32_t i = 0; i < runtimes_count(); i++)
        code_table_note_runtime(&recording->codes, i, &recording->modules, &recording->shared,
                                &recording->file);
}

static struct site_state *new_site(struct ledger *ledger, const struct recording_site *wanted,
                                   uint32_t stack) {
    struct recording *recording = ledger->recording;
    /* The record first: until it is published it takes nothing, unlike memory of the arena. */
    struct loopline_site *site =
        records_allocate(&ledger->space, &recording->file, LOOPLINE_RECORD_SITE, sizeof *site);
    struct site_state *state = site ? arena_allocate(&ledger->arena, sizeof *state) : NULL;
    if (!state)
        return NULL;
    site->id = ++recording->site_count;
    site->ledger = ledger->record->id;
    site->statement = wanted->statement.id;
    site->stack = stack;
    site->library = wanted->library;
    records_publish(&ledger->space, site);
    state->site = site;
    state->statement_class = wanted->statement.statement_class;
    return state;
}

static struct site_state *site_of_stack(struct ledger *ledger, const struct recording_site *wanted,
                                        uint32_t stack) {
    const struct site_key key = site_key_of_stack(wanted->statement.id, stack);
    struct site_state *state = ledger_find(ledger, &key);
    if (state)
        return state;
    /* A site that could not be found again would take room in the capture at every execution. */
    if (!ledger_has_room(ledger))
        return NULL;
    state = new_site(ledger, wanted, stack);
    if (state && !ledger_index(ledger, &key, state))
        return NULL;
    return state;
}

/*
 * What makes two stacks of an interpreter one: its own frames, and the native ones that are not the engine's.
 * By how many of those it gets from one call to the next changes as it specialises the code.
 */
static uint32_t reduce(const struct recording *recording, const struct loopline_frame *frames, uint32_t count,
                       struct loopline_frame *reduced) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct loopline_frame frame = frames[i];
        if (frame.kind == LOOPLINE_FRAME_NATIVE && code_table_has_engine(&recording->codes, frame.owner))
            continue;
        if (frame.kind == LOOPLINE_FRAME_CODE)
            frame.position &= ~LOOPLINE_FRAME_ENTRY;
        reduced[kept++] = frame;
    }
    return kept;
}

static uint32_t stack_of_resolved(struct ledger *ledger, const struct walked_stack *walked,
                                  uint32_t frame_count) {
    struct recording *recording = ledger->recording;
    const uint32_t flags = walked_is_truncated(walked) ? LOOPLINE_STACK_TRUNCATED : 0;
    return stack_table_add(&recording->stacks, &recording->shared, &recording->file, ledger->resolved,
                           frame_count, flags);
}

/* Notes a stack as one more of a site, unless it is known as that. */
static void note_variant(struct ledger *ledger, struct site_state *state, uint32_t stack) {
    const struct site_key key = site_key_of_stack(state->site->statement, stack);
    if (!stack || ledger_find(ledger, &key) || !ledger_index(ledger, &key, state))
        return;
    struct loopline_variant *record =
        records_allocate(&ledger->space, &ledger->recording->file, LOOPLINE_RECORD_VARIANT, sizeof *record);
    if (!record)
        return;
    record->site = state->site->id;
    record->stack = stack;
    records_publish(&ledger->space, record);
}

static struct site_state *site_of_resolved(struct ledger *ledger, const struct recording_site *wanted,
                                           const struct walked_stack *walked, uint32_t frame_count) {
    const uint32_t stack = stack_of_resolved(ledger, walked, frame_count);
    if (!walked->runtime_count)
        return stack ? site_of_stack(ledger, wanted, stack) : NULL;
    const uint32_t reduced = reduce(ledger->recording, ledger->resolved, frame_count, ledger->reduced);
    const struct site_key key = site_key_of_frames(wanted->statement.id, ledger->reduced, reduced);
    struct site_state *state = ledger_find(ledger, &key);
    if (state) {
        note_variant(ledger, state, stack);
        return state;
    }
    state = stack ? site_of_stack(ledger, wanted, stack) : NULL;
    if (state)
        ledger_index(ledger, &key, state);
    return state;
}

/* Objects were loaded since: an interpreter may be among them. */
static void adopt_loaded_objects(struct recording *recording, uint32_t generation) {
    runtimes_detect();
    struct module_snapshot *snapshot = module_snapshot_take(recording->file.header->executable);
    if (!snapshot)
        return;
    lock(recording);
    module_map_adopt(&recording->modules, snapshot, generation, &recording->shared, &recording->file);
    unlock(recording);
    module_snapshot_free(snapshot);
}

/* Under the lock. */
static void renew_clock(struct recording *recording) {
    recording->file.header->last = clock_sample(recording->steady_ticks);
}

static struct walked_stack *whole_stack(struct ledger *ledger) {
    if (ledger->walked.whole)
        return &ledger->walked;
    stack_walk_whole(&ledger->whole);
    return &ledger->whole;
}

static struct site_state *site_of_new_walk(struct ledger *ledger, const struct recording_site *wanted,
                                           const struct site_key *key, uint32_t generation) {
    struct recording *recording = ledger->recording;
    struct walked_stack *walked = whole_stack(ledger);
    uint32_t frame_count = 0;
    lock(recording);
    const bool known =
        recording->modules.generation == generation && resolve_native(ledger, walked, &frame_count);
    unlock(recording);
    if (!known)
        adopt_loaded_objects(recording, generation);
    lock(recording);
    if (!known)
        resolve_native(ledger, walked, &frame_count);
    resolve_runtime(ledger, walked, &frame_count);
    note_runtimes(recording);
    struct site_state *state = site_of_resolved(ledger, wanted, walked, frame_count);
    /* What cannot be kept now never can: the next time is not to take this slow way again. */
    if (!ledger_find(ledger, key))
        ledger_index(ledger, key, state ? state : &ledger->unkept);
    renew_clock(recording);
    unlock(recording);
    return state;
}

/*
 * The first execution of a loop may come by another way of the engine than the others (a round that the
 * compiler peeled off, code that is not specialised yet), and a walk that is not whole does not see it: a few
 * executions are looked at in full.
 */
static bool is_due_for_variants(const struct site_state *state) {
    return state->site->calls == 1 || state->site->calls == 9;
}

struct site_state *recording_site(struct ledger *ledger, const struct recording_site *wanted) {
    const uint32_t generation = __atomic_load_n(&ledger->recording->modules_generation, __ATOMIC_ACQUIRE);
    const struct site_key key = site_key_of_walk(wanted->statement.id, generation, &ledger->walked);
    struct site_state *state = ledger_find(ledger, &key);
    if (state == &ledger->unkept)
        return NULL;
    if (!state || (!ledger->walked.whole && is_due_for_variants(state)))
        return site_of_new_walk(ledger, wanted, &key, generation);
    return state;
}

struct site_state *recording_site_of_stack(struct ledger *ledger, const struct recording_site *wanted,
                                           uint32_t stack) {
    const struct site_key key = site_key_of_stack(wanted->statement.id, stack);
    struct site_state *state = ledger_find(ledger, &key);
    if (state)
        return state;
    lock(ledger->recording);
    state = site_of_stack(ledger, wanted, stack);
    unlock(ledger->recording);
    return state;
}

struct loopline_histogram *recording_histogram(struct ledger *ledger, uint64_t *offset) {
    struct recording *recording = ledger->recording;
    lock(recording);
    struct loopline_histogram *histogram =
        records_allocate(&ledger->space, &recording->file, LOOPLINE_RECORD_HISTOGRAM, sizeof *histogram);
    if (histogram) {
        records_publish(&ledger->space, histogram);
        *offset = (uint64_t)((char *)histogram - (char *)recording->file.header);
    }
    unlock(recording);
    return histogram;
}

struct loopline_link *recording_link(struct ledger *ledger, const struct loopline_link *description,
                                     const char *column) {
    struct recording *recording = ledger->recording;
    char name[WRITTEN_NAME_BYTES];
    const size_t column_bytes = column_name_without_values(column, name);
    lock(recording);
    struct loopline_link *link = NULL;
    if (recording->link_count < RECORDING_LINK_LIMIT)
        link = records_allocate(&ledger->space, &recording->file, LOOPLINE_RECORD_LINK,
                                sizeof *link + column_bytes);
    if (link) {
        recording->link_count++;
        const struct loopline_record record = link->record;
        *link = *description;
        link->record = record;
        link->column_bytes = (uint32_t)column_bytes;
        memcpy(link->column, name, column_bytes);
        records_publish(&ledger->space, link);
    }
    unlock(recording);
    return link;
}

void recording_renew_clock(struct recording *recording) {
    lock(recording);
    renew_clock(recording);
    unlock(recording);
}

void recording_seal(struct recording *recording) {
    lock(recording);
    renew_clock(recording);
    recording->file.header->sealed = 1;
    capture_file_trim(&recording->file);
    unlock(recording);
}
