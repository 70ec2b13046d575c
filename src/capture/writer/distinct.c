#include "distinct.h"

#include <stdbool.h>
#include <string.h>
#include <sys/auxv.h>

#include "host/own_stack.h"
#include "recording_records.h"

_Static_assert(sizeof((struct recording *)0)->reduced >= LOOPLINE_PARAMETER_REGISTERS, "the scratch of fold");

/* A small record first: most sites see few values. The larger one is as large as the registers. */
enum { FIRST_WORDS = 16, MOST_WORDS = LOOPLINE_PARAMETER_REGISTERS / sizeof(uint32_t) };

/* ---- keyed hashes ----
 */

static uint64_t rotate(uint64_t word, unsigned bits) {
    return word << bits | word >> (64 - bits);
}

struct sip_state {
    uint64_t a, b, c, d;
};

/* In line, with the state in registers: it is a part of every statement with parameters. */
static inline __attribute__((always_inline)) struct sip_state sip_round(struct sip_state v) {
    v.a += v.b;
    v.c += v.d;
    v.b = rotate(v.b, 13) ^ v.a;
    v.d = rotate(v.d, 16) ^ v.c;
    v.a = rotate(v.a, 32) + v.d;
    v.c += v.b;
    v.b = rotate(v.b, 17) ^ v.c;
    v.d = rotate(v.d, 21) ^ v.a;
    v.c = rotate(v.c, 32);
    return v;
}

static inline __attribute__((always_inline)) struct sip_state sip_block(struct sip_state v, uint64_t block) {
    v.d ^= block;
    v = sip_round(v);
    v.a ^= block;
    return v;
}

/* SipHash-1-3 of the word's eight bytes. */
static uint64_t keyed(const struct distinct_key *key, uint64_t word) {
    struct sip_state v = {key->words[0] ^ 0x736f6d6570736575ull, key->words[1] ^ 0x646f72616e646f6dull,
                          key->words[0] ^ 0x6c7967656e657261ull, key->words[1] ^ 0x7465646279746573ull};
    v = sip_block(v, word);
    v = sip_block(v, 8ull << 56);
    v.c ^= 0xff;
    v = sip_round(sip_round(sip_round(v)));
    return v.a ^ v.b ^ v.c ^ v.d;
}

struct distinct_key distinct_key_of_process(void) {
    struct distinct_key key = {{0, 0}};
    const void *random = (const void *)getauxval(AT_RANDOM); // NOLINT(performance-no-int-to-ptr)
    if (random)
        memcpy(&key, random, sizeof key);
    return key;
}

uint64_t distinct_key_name(const struct distinct_key *key) {
    return keyed(key, UINT64_MAX);
}

/* ---- the set ----
 */

/* Whether the hash is new. */
static bool insert(struct loopline_parameters *record, uint32_t words, uint32_t hash) {
    uint32_t place = hash & (words - 1);
    while (record->words[place]) {
        if (record->words[place] == hash)
            return false;
        place = (place + 1) & (words - 1);
    }
    __atomic_store_n(&record->words[place], hash, __ATOMIC_RELAXED);
    return true;
}

static void raise_register(struct loopline_parameters *record, uint32_t hash) {
    uint8_t *registers = (uint8_t *)record->words;
    uint8_t *place = &registers[loopline_parameter_register(hash)];
    const uint8_t rank = loopline_parameter_rank(hash);
    if (rank > *place)
        __atomic_store_n(place, rank, __ATOMIC_RELAXED);
}

static void take_over(struct distinct *set, const struct distinct *old) {
    for (uint32_t i = 0; old->record && i < old->words; i++) {
        if (old->record->words[i])
            insert(set->record, set->words, old->record->words[i]);
    }
}

/* A site whose set is to have more room, and whether there is. */
struct fuller_set {
    struct thread_record *thread_record;
    struct site_state *state;
    bool grown;
};

static void grow_apart(void *context) {
    struct fuller_set *fuller = context;
    struct thread_record *thread_record = fuller->thread_record;
    struct distinct *set = &fuller->state->parameters;
    struct distinct larger = {.words = set->record ? MOST_WORDS : FIRST_WORDS, .count = set->count};
    struct recording *recording = thread_record->recording;
    recording_lock(recording);
    larger.record = records_allocate(thread_record->space, &recording->file, LOOPLINE_RECORD_PARAMETERS,
                                     sizeof *larger.record + larger.words * sizeof(uint32_t));
    if (larger.record) {
        larger.record->site = fuller->state->site->id;
        take_over(&larger, set);
        records_publish(thread_record->space, larger.record);
        *set = larger;
    }
    recording_unlock(recording);
    fuller->grown = larger.record;
}

/* False: there is no room, in memory or in the file. */
static __attribute__((noinline, cold)) bool grow(struct thread_record *thread_record,
                                                 struct site_state *state) {
    struct fuller_set fuller = {.thread_record = thread_record, .state = state};
    own_stack_run(grow_apart, &fuller);
    return fuller.grown;
}

/* The hashes make room for the registers; meanwhile they stand in `scratch`, as large as the registers. */
static void fold(struct distinct *set, char *scratch) {
    struct loopline_parameters *record = set->record;
    __atomic_store_n(&record->state, LOOPLINE_PARAMETERS_FOLDING, __ATOMIC_RELEASE);
    memcpy(scratch, record->words, LOOPLINE_PARAMETER_REGISTERS);
    memset(record->words, 0, LOOPLINE_PARAMETER_REGISTERS);
    for (uint32_t i = 0; i < MOST_WORDS; i++) {
        uint32_t hash;
        memcpy(&hash, scratch + i * sizeof hash, sizeof hash);
        if (hash)
            raise_register(record, hash);
    }
    __atomic_store_n(&record->state, LOOPLINE_PARAMETERS_REGISTERS, __ATOMIC_RELEASE);
}

static __attribute__((noinline, cold)) void fold_locked(struct recording *recording, struct distinct *set) {
    recording_lock(recording);
    fold(set, (char *)recording->reduced);
    recording_unlock(recording);
}

/* False: there is none, and none can be made. */
static bool has_room(struct thread_record *thread_record, struct site_state *state) {
    const struct distinct *set = &state->parameters;
    if (set->record && (set->count < set->words / 4 * 3 || set->words == MOST_WORDS))
        return true;
    return grow(thread_record, state);
}

void distinct_note(struct thread_record *thread_record, struct site_state *state, uint64_t parameters) {
    struct distinct *set = &state->parameters;
    const uint32_t low = (uint32_t)keyed(&thread_record->recording->parameter_key, parameters);
    const uint32_t hash = low ? low : 1;
    if (set->record && set->record->state == LOOPLINE_PARAMETERS_REGISTERS) {
        raise_register(set->record, hash);
        return;
    }
    if (!has_room(thread_record, state))
        return;
    if (insert(set->record, set->words, hash))
        __atomic_store_n(&state->site->distinct_parameters, ++set->count, __ATOMIC_RELAXED);
    if (set->count <= DISTINCT_EXACT)
        return;
    fold_locked(thread_record->recording, set);
}
