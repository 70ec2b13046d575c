#include "stack_here.h"

#include "host/memory.h"
#include "host/own_stack.h"
#include "recording_records.h"
#include "resolved_stack.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* More places than that take turns in no thread; one that is pushed out takes the slow way once more. */
enum { PLACES = 256, WAYS = 4 };

struct stacks_here {
    bool busy; /* a signal's handler has come in between */
    struct place {
        uint64_t hash;  /* of what was walked; two stacks that share it are not to be expected */
        uint32_t stack; /* 0: free */
    } places[PLACES];
    uint8_t next_way[PLACES / WAYS];
    struct remembered_walks remembered;
    struct walked_stack walked;
};

/* The words are hashed as they are walked, and not again where they were recognised. */
static uint64_t hash_of(const struct walked_stack *walked, uint32_t generation, struct stack_origin origin) {
    const uint64_t seed = generation ^ stack_origin_number(origin) * 0x9e3779b97f4a7c15ull;
    return (walked->hash ^ seed) * 0xbf58476d1ce4e5b9ull ^ walked->hash >> 29;
}

/* A stack to be added to the capture, and its id there. */
struct new_stack {
    struct thread_record *thread_record;
    struct walked_stack *walked;
    uint32_t generation;
    struct stack_origin origin;
    uint32_t id;
};

static void add_apart(void *context) {
    struct new_stack *stack = context;
    const uint32_t frame_count = resolved_stack_lock(stack->thread_record, stack->walked, stack->generation);
    stack->id = resolved_stack_add(stack->thread_record, stack->walked, frame_count, stack->origin);
    recording_unlock(stack->thread_record->recording);
}

static __attribute__((noinline, cold)) uint32_t stack_of_new_walk(struct thread_record *thread_record,
                                                                  struct stacks_here *here,
                                                                  uint32_t generation,
                                                                  struct stack_origin origin) {
    struct walked_stack *whole =
        here->walked.whole ? NULL : resolved_stack_whole((uintptr_t)__builtin_frame_address(0));
    if (!whole && !here->walked.whole)
        return 0;
    struct new_stack stack = {.thread_record = thread_record,
                              .walked = whole ? whole : &here->walked,
                              .generation = generation,
                              .origin = origin};
    resolved_stack_prepare(stack.walked);
    own_stack_run(add_apart, &stack);
    resolved_stack_done(whole);
    return stack.id;
}

/* The stack that has been walked. */
static uint32_t find_or_add(struct thread_record *thread_record, struct stacks_here *here,
                            struct stack_origin origin) {
    const uint32_t generation =
        __atomic_load_n(&thread_record->recording->modules_generation, __ATOMIC_ACQUIRE);
    const uint64_t hash = hash_of(&here->walked, generation, origin);
    const uint32_t set = (uint32_t)(hash >> 32) % (PLACES / WAYS);
    struct place *places = &here->places[set * WAYS];
    for (uint32_t i = 0; i < WAYS; i++)
        if (places[i].stack && places[i].hash == hash)
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

/* Who waits for the work that a thread does, and the id of that stack. */
struct waiting {
    struct thread_record *thread_record;
    uint32_t latest;
    uint32_t stack;
};

static void find_waiting_apart(void *context) {
    struct waiting *waiting = context;
    struct stacks_here *here = begin(waiting->thread_record);
    if (!here)
        return;
    struct walked_stack *walked = &here->walked;
    walked->native_count = 0;
    walked->words = walked->own;
    walked->whole = true;
    walked->runtime_count =
        runtimes_walk_awaiting(&walked->runtime, walked_runtime_frames(walked), STACK_FRAME_LIMIT);
    walked->hash = XXH3_64bits(walked->words, walked_word_count(walked) * sizeof *walked->words);
    const struct stack_origin origin = {.handed_over_by = waiting->latest, .suspended = true};
    waiting->stack = walked->runtime_count ? find_or_add(waiting->thread_record, here, origin) : 0;
    here->busy = false;
}

uint32_t stack_awaiting(struct thread_record *thread_record, uint32_t latest) {
    struct waiting waiting = {.thread_record = thread_record, .latest = latest};
    own_stack_run(find_waiting_apart, &waiting);
    return waiting.stack;
}
