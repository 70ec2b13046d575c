#include "thread_record.h"

#include <string.h>

#include "episodes.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { FIRST_CAPACITY = 256 };

struct site_entry {
    struct site_key key;
    struct site_state *state;
    void *words[];
};

/* Most work is nobody else's. */
static uint64_t seed_of(uint64_t number, struct stack_origin origin) {
    return number ^ stack_origin_number(origin) * 0x9e3779b97f4a7c15ull;
}

struct site_key site_key_of_walk(uint32_t statement, uint32_t generation, struct stack_origin origin,
                                 const struct walked_stack *stack) {
    const uint64_t seed = seed_of(((uint64_t)generation << 32) | statement, origin);
    const uint32_t count = walked_word_count(stack);
    const uint64_t mixed = (stack->hash ^ seed) * 0x9e3779b97f4a7c15ull;
    const struct site_key key = {.hash = mixed ^ mixed >> 32,
                                 .statement = statement,
                                 .generation = generation,
                                 .word_count = count,
                                 .origin = origin,
                                 .words = stack->words};
    return key;
}

struct site_key site_key_of_frames(uint32_t statement, struct stack_origin origin,
                                   const struct loopline_frame *frames, uint32_t count) {
    const size_t bytes = count * sizeof *frames;
    const struct site_key key = {.hash = XXH3_64bits_withSeed(frames, bytes, seed_of(statement, origin)),
                                 .statement = statement,
                                 .origin = origin,
                                 .word_count = (uint32_t)(bytes / sizeof(void *)),
                                 .words = (void *const *)(const void *)frames};
    return key;
}

struct site_key site_key_of_stack(uint32_t statement, uint32_t stack) {
    const uint32_t both[2] = {statement, stack};
    const struct site_key key = {
        .hash = XXH3_64bits(both, sizeof both), .statement = statement, .stack = stack};
    return key;
}

static bool same_key(const struct site_key *a, const struct site_key *b) {
    return a->hash == b->hash && a->statement == b->statement && a->generation == b->generation &&
           a->word_count == b->word_count && a->stack == b->stack &&
           stack_origin_number(a->origin) == stack_origin_number(b->origin) &&
           (a->word_count == 0 || memcmp(a->words, b->words, a->word_count * sizeof *a->words) == 0);
}

struct site_state *thread_record_find(const struct thread_record *thread_record, const struct site_key *key) {
    const struct site_index *index = key->generation ? &thread_record->walks : &thread_record->sites;
    if (!index->capacity)
        return NULL;
    const uint32_t mask = index->capacity - 1;
    for (uint32_t slot = (uint32_t)key->hash & mask; index->slots[slot]; slot = (slot + 1) & mask)
        if (same_key(&index->slots[slot]->key, key))
            return index->slots[slot]->state;
    return NULL;
}

static void place(struct site_index *index, struct site_entry *entry) {
    const uint32_t mask = index->capacity - 1;
    uint32_t slot = (uint32_t)entry->key.hash & mask;
    while (index->slots[slot])
        slot = (slot + 1) & mask;
    index->slots[slot] = entry;
}

static bool grow(struct site_index *index, struct arena *arena) {
    const struct site_index old = *index;
    struct site_index larger = {.capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY,
                                .count = old.count};
    larger.slots = arena_allocate(arena, larger.capacity * sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (uint32_t i = 0; i < old.capacity; i++)
        if (old.slots[i])
            place(&larger, old.slots[i]);
    *index = larger;
    return true;
}

bool thread_record_has_room(const struct thread_record *thread_record) {
    return thread_record->sites.count < THREAD_RECORD_SITE_LIMIT;
}

static bool add(struct site_index *index, struct arena *arena, const struct site_key *key,
                struct site_state *state) {
    if (index->count >= THREAD_RECORD_SITE_LIMIT ||
        (index->count * 2 >= index->capacity && !grow(index, arena)))
        return false;
    const size_t word_bytes = key->word_count * sizeof *key->words;
    struct site_entry *entry = arena_allocate(arena, sizeof *entry + word_bytes);
    if (!entry)
        return false;
    entry->key = *key;
    entry->state = state;
    if (word_bytes)
        memcpy(entry->words, key->words, word_bytes);
    entry->key.words = entry->words;
    place(index, entry);
    index->count++;
    return true;
}

bool thread_record_index(struct thread_record *thread_record, const struct site_key *key,
                         struct site_state *state) {
    if (!key->generation)
        return add(&thread_record->sites, &thread_record->arena, key, state);
    if (add(&thread_record->walks, &thread_record->walks_arena, key, state))
        return true;
    arena_release(&thread_record->walks_arena);
    thread_record->walks = (struct site_index){0};
    return add(&thread_record->walks, &thread_record->walks_arena, key, state);
}

static void count_parameters(struct thread_record *thread_record, struct site_state *state,
                             const struct execution_facts *facts) {
    if (facts->longest_list > state->site->longest_list)
        __atomic_store_n(&state->site->longest_list, facts->longest_list, __ATOMIC_RELAXED);
    if (facts->has_parameters)
        distinct_note(thread_record, state, facts->parameters);
    else
        counter_add(&state->site->without_parameters, 1);
}

void thread_record_count(struct thread_record *thread_record, struct site_state *state,
                         const struct execution_facts *facts) {
    struct loopline_site *site = state->site;
    const uint64_t sequence = thread_record->record->statements + 1;
    counter_add(&thread_record->record->statements, 1);
    episodes_note(thread_record, state);
    sequence_note(thread_record, site->id);
    count_parameters(thread_record, state, facts);
    answers_begin(state, facts);
    state->rows_before = site->rows;
    if (!site->calls)
        site->first_sequence = sequence;
    site->last_sequence = sequence;
    if (facts->in_transaction)
        counter_add(&site->in_transaction, 1);
    if (facts->pipelined)
        counter_add(&site->pipelined, 1);
    counter_add(&site->calls, 1);
    if (__builtin_expect(facts->tags != NULL, 0))
        site_tags_note(thread_record, state, facts->tags);
    if (facts->value_count && thread_record->governor.level == GOVERNOR_ALL)
        value_matches_note(thread_record, state, facts->values, facts->value_count);
}
