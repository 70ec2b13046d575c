#include "stack_here.h"

#include "host/memory.h"
#include "recording_records.h"
#include "resolved_stack.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* More places than that take turns in no thread; one that is pushed out takes the slow way once more. */
enum { PLACES = 256, WAYS = 4 };

struct stacks_here {
    bool busy; /* a signal's handler has come in between */
    struct place {
        XXH128_hash_t hash; /* of what was walked; two stacks that share it are not to be expected */
        uint32_t stack;     /* 0: free */
    } places[PLACES];
    uint8_t next_way[PLACES / WAYS];
    struct remembered_walks remembered;
    struct walked_stack walked;
};

static XXH128_hash_t hash_walk(const struct walked_stack *walked, uint32_t generation,
                               struct stack_origin origin) {
    const uint64_t seed = generation ^ stack_origin_number(origin) * 0x9e3779b97f4a7c15ull;
    return XXH3_128bits_withSeed(walked->words, walked_word_count(walked) * sizeof *walked->words, seed);
}

static uint32_t stack_of_new_walk(struct thread_record *thread_record, struct stacks_here *here,
                                  uint32_t generation, struct stack_origin origin) {
    struct walked_stack *whole = here->walked.whole ? NULL : resolved_stack_whole();
    if (!whole && !here->walked.whole)
        return 0;
    struct walked_stack *walked = whole ? whole : &here->walked;
    const uint32_t frame_count = resolved_stack_lock(thread_record, walked, generation);
    const uint32_t stack = resolved_stack_add(thread_record, walked, frame_count, origin);
    recording_unlock(thread_record->recording);
    resolved_stack_done(whole);
    return stack;
}

/* The stack that has been walked. */
static uint32_t find_or_add(struct thread_record *thread_record, struct stacks_here *here,
                            struct stack_origin origin) {
    const uint32_t generation =
        __atomic_load_n(&thread_record->recording->modules_generation, __ATOMIC_ACQUIRE);
    const XXH128_hash_t hash = hash_walk(&here->walked, generation, origin);
    const uint32_t set = (uint32_t)hash.low64 % (PLACES / WAYS);
    struct place *places = &here->places[set * WAYS];
    for (uint32_t i = 0; i < WAYS; i++)
        if (places[i].stack && XXH128_isEqual(places[i].hash, hash))
            return places[i].stack;
    const uint32_t stack = stack_of_new_walk(thread_record, here, generation, origin);
    places[here->next_way[set]++ % WAYS] = (struct place){hash, stack};
    return stack;
}

/* What there is to walk with; NULL: no memory, or a signal's handler has come in between. */
static struct stacks_here *begin(struct thread_record *thread_record) {
    if (!thread_record->here)
        thread_record->here = memory_map_detail(sizeof *thread_record->here);
    struct stacks_here *here = thread_record->here;
    if (!here || here->busy)
        return NULL;
    here->busy = true;
    return here;
}

uint32_t stack_here(struct thread_record *thread_record, struct stack_origin origin) {
    struct stacks_here *here = begin(thread_record);
    if (!here)
        return 0;
    stack_walk(&here->walked, &here->remembered);
    const uint32_t stack = find_or_add(thread_record, here, origin);
    here->busy = false;
    return stack;
}

uint32_t stack_awaiting(struct thread_record *thread_record, uint32_t latest) {
    struct stacks_here *here = begin(thread_record);
    if (!here)
        return 0;
    struct walked_stack *walked = &here->walked;
    walked->native_count = 0;
    walked->words = walked->own;
    walked->whole = true;
    walked->runtime_count =
        runtimes_walk_awaiting(&walked->runtime, walked_runtime_frames(walked), STACK_FRAME_LIMIT);
    const struct stack_origin origin = {.handed_over_by = latest, .suspended = true};
    const uint32_t stack = walked->runtime_count ? find_or_add(thread_record, here, origin) : 0;
    here->busy = false;
    return stack;
}
