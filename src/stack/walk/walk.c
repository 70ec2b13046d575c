#include "walk.h"

#include <stddef.h>
#include <string.h>

#include "host/own_stack.h"
#include "stack/native.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* A driver's own frames and the interpreter's way into it are fewer; where they are not, the walk is whole.
 */
enum { MOST_TO_EVALUATOR = 24 };

/* The function that it stands in may not leave its frame by a tail call: that is what is walked. */
static inline void keep_frame(void) {
    __asm__ volatile("" ::: "memory");
}

static uint32_t walk_native(struct walked_stack *stack, uintptr_t frame, uint32_t capacity) {
    const uint32_t count = native_stack_walk(frame, stack->own, capacity);
    runtimes_normalise_native(stack->own, count);
    return count;
}

/* The number of frames up to and including the evaluator's innermost one; 0: it is not among them. */
static uint32_t frames_to_evaluator(void *const *frames, uint32_t count, uint32_t runtime) {
    for (uint32_t i = 0; i < count; i++)
        if (runtimes_evaluator_holds(runtime, (uintptr_t)frames[i]))
            return i + 1;
    return 0;
}

/* The interpreter that runs further in than the others; the first where none is on the native stack. */
static uint32_t innermost_runtime(const struct walked_stack *stack) {
    uint32_t innermost = 0;
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < runtimes_count(); i++) {
        const uint32_t frames = frames_to_evaluator(stack->words, stack->native_count, i);
        if (frames && frames < least) {
            innermost = i;
            least = frames;
        }
    }
    return innermost;
}

/* The runtime's frames come in place of the native ones further out than its evaluator's innermost. */
static void leave_out_replaced(struct walked_stack *stack, uint32_t runtime) {
    const uint32_t kept = frames_to_evaluator(stack->words, stack->native_count, runtime);
    if (!kept || kept == stack->native_count)
        return;
    memmove(stack->words + kept, walked_runtime_frames(stack),
            stack->runtime_count * sizeof(struct runtime_frame));
    stack->native_count = kept;
    stack->whole = false;
}

/* The frames of the innermost interpreter, or of another where that one has none. */
static void walk_runtimes(struct walked_stack *stack) {
    const uint32_t count = runtimes_count();
    const uint32_t innermost = count > 1 ? innermost_runtime(stack) : 0;
    stack->runtime_count = 0;
    for (uint32_t i = 0; i < count && !stack->runtime_count; i++) {
        stack->runtime = (innermost + i) % count;
        stack->runtime_count = runtimes_walk(stack->runtime, walked_runtime_frames(stack), STACK_FRAME_LIMIT);
    }
    if (stack->runtime_count && runtimes_replaces_native(stack->runtime))
        leave_out_replaced(stack, stack->runtime);
}

static void begin(struct walked_stack *stack) {
    stack->known = NULL;
    stack->note = NULL;
    stack->words = stack->own;
}

void stack_walk_whole(struct walked_stack *stack, uintptr_t frame) {
    begin(stack);
    stack->whole = true;
    stack->native_count = walk_native(stack, frame, STACK_FRAME_LIMIT);
    walk_runtimes(stack);
}

static void walk_afresh(struct walked_stack *stack, uintptr_t frame) {
    begin(stack);
    if (runtimes_count() != 1 || !(runtimes_is_program(0) || runtimes_replaces_native(0))) {
        stack_walk_whole(stack, frame);
        return;
    }
    /* As far as it took before; further only where that does not do. */
    uint32_t walked = walk_native(stack, frame, stack->reach ? stack->reach : MOST_TO_EVALUATOR);
    stack->native_count = frames_to_evaluator(stack->words, walked, 0);
    if (!stack->native_count && stack->reach && stack->reach < MOST_TO_EVALUATOR) {
        walked = walk_native(stack, frame, MOST_TO_EVALUATOR);
        stack->native_count = frames_to_evaluator(stack->words, walked, 0);
    }
    if (stack->native_count > stack->reach)
        stack->reach = stack->native_count;
    stack->whole = false;
    stack->runtime = 0;
    stack->runtime_count =
        stack->native_count ? runtimes_walk(0, walked_runtime_frames(stack), STACK_FRAME_LIMIT) : 0;
    if (!stack->runtime_count)
        stack_walk_whole(stack, frame);
}

/* The native frames as they were; an interpreter's are its own at every statement. */
static void recall(struct walked_stack *stack, struct remembered_walk *known) {
    begin(stack);
    memcpy(stack->own, known->addresses, known->count * sizeof *stack->words);
    stack->known = known;
    stack->whole = known->whole;
    stack->native_count = known->count;
    walk_runtimes(stack);
}

/* All frames as they were. */
static inline void take(struct walked_stack *stack, struct remembered_walk *known) {
    stack->known = known;
    stack->note = &known->note;
    stack->whole = known->whole;
    stack->native_count = known->count;
    stack->runtime = 0;
    stack->runtime_count = known->runtime_count;
    stack->hash = known->hash;
    stack->words = known->addresses;
}

static void hash_words(struct walked_stack *stack) {
    stack->hash = XXH3_64bits(stack->words, walked_word_count(stack) * sizeof *stack->words);
}

/* A stack that was not recognised in full. */
struct unknown_walk {
    struct walked_stack *stack;
    struct remembered_walks *remembered;
    uintptr_t frame;
    struct runtime_root root;
    struct remembered_walk *known; /* that may be of this stack; NULL: none */
    bool holds;                    /* its native frames do */
};

static void walk_apart(void *context) {
    const struct unknown_walk *walk = context;
    struct walked_stack *stack = walk->stack;
    if (walk->holds)
        recall(stack, walk->known);
    /* A thread of a Python program may run no Python at the moment. */
    if (!walk->holds || !(stack->whole || stack->runtime_count))
        walk_afresh(stack, walk->frame);
    hash_words(stack);
    if (!walk->known || (walk->root.thread && stack->runtime_count))
        remembered_add(walk->remembered, walk->frame, &walk->root, stack);
}

/* One copy of a function, with a frame of its own: gcc makes others for callers with constant arguments. */
#if __has_attribute(noclone)
#define ONE_COPY __attribute__((noinline, noclone))
#else
#define ONE_COPY __attribute__((noinline))
#endif

/* One copy: its frame address is the same whenever it is called from the same stack. */
ONE_COPY void stack_walk(struct walked_stack *stack, struct remembered_walks *remembered) {
    const uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
    struct unknown_walk walk = {
        .stack = stack, .remembered = remembered, .frame = frame, .root = runtimes_root()};
    bool in_full;
    walk.known = remembered_find(remembered, frame, &walk.root, &in_full);
    walk.holds = walk.known && remembered_holds(remembered, walk.known, in_full);
    if (walk.holds && in_full) {
        take(stack, walk.known);
        return;
    }
    own_stack_run(walk_apart, &walk);
    keep_frame();
}
