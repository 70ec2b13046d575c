/*
 * The stack of the calling thread: native return addresses, then the frames of an interpreter.
 */
#ifndef LOOPLINE_STACK_WALK_WALK_H
#define LOOPLINE_STACK_WALK_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "remembered.h"
#include "runtimes.h"

#define STACK_FRAME_LIMIT                                                             \
    256u /* of each kind that are kept; the outermost ones of a deeper stack are lost \
          */

/* A stack as it was walked: addresses, then the frames of at most one runtime. */
struct walked_stack {
    uint32_t native_count;
    uint32_t runtime_count;
    uint32_t runtime;              /* index; meaningless without frames */
    uint32_t reach;                /* how far in the evaluator has been found in earlier walks; 0: never */
    struct remembered_walk *known; /* the native frames were not walked but recognised; NULL: walked */
    bool whole; /* false: native frames further out than the evaluator's innermost one are missing */
    /* Addresses, directly followed by struct runtime_frame of two words each. */
    void *words[STACK_FRAME_LIMIT * 3];
};

static inline struct runtime_frame *walked_runtime_frames(struct walked_stack *stack) {
    return (struct runtime_frame *)(void *)(stack->words + stack->native_count);
}

static inline uint32_t walked_word_count(const struct walked_stack *stack) {
    return stack->native_count + 2 * stack->runtime_count;
}

/* Frames were lost at the outer end. */
static inline bool walked_is_truncated(const struct walked_stack *stack) {
    return stack->native_count == STACK_FRAME_LIMIT || stack->runtime_count == STACK_FRAME_LIMIT;
}

/*
 * As much of the stack as tells one call site from another. Where the program is the interpreter, what its
 * own frames say is enough, and native frames are the dear ones. `remembered` is the calling thread's. Any
 * thread; takes no lock of ours.
 */
void stack_walk(struct walked_stack *stack, struct remembered_walks *remembered);

/* All of it. */
void stack_walk_whole(struct walked_stack *stack);

#endif
