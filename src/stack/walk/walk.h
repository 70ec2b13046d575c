/*
 * The stack of the calling thread: native return addresses, then the frames of an interpreter.
 */
#ifndef LOOPLINE_STACK_WALK_WALK_H
#define LOOPLINE_STACK_WALK_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "remembered.h"
#include "runtimes.h"

#define STACK_FRAME_LIMIT 256u /* frames of each kind; of a deeper stack the outermost are lost */

/* A walked stack: return addresses, then the frames of at most one runtime. */
struct walked_stack {
    uint32_t native_count;
    uint32_t runtime_count;
    uint32_t runtime; /* index; undefined without frames */
    uint32_t reach;   /* how many frames it took to reach the evaluator in earlier walks; 0: none */
    /* the remembered walk that the native frames are from; NULL: they were walked */
    struct remembered_walk *known;
    struct walk_note *note; /* of a stack that was recognised with all its frames; NULL: it was not */
    uint64_t hash;          /* of the words; of stack_walk() alone */
    bool whole;             /* false: native frames further out than the innermost evaluator are missing */
    /*
     * Addresses, immediately followed by struct runtime_frame of two words each: `own`, or those of the
     * remembered walk, which are good until the next one.
     */
    void **words;
    void *own[STACK_FRAME_LIMIT * 3];
};

static inline struct runtime_frame *walked_runtime_frames(struct walked_stack *stack) {
    return (struct runtime_frame *)(void *)(stack->words + stack->native_count);
}

static inline uint32_t walked_word_count(const struct walked_stack *stack) {
    return stack->native_count + 2 * stack->runtime_count;
}

/* Returns true if frames may be missing at the outer end. */
static inline bool walked_is_truncated(const struct walked_stack *stack) {
    return stack->native_count == STACK_FRAME_LIMIT || stack->runtime_count == STACK_FRAME_LIMIT;
}

/*
 * Walks as much of the calling thread's stack as tells call sites apart. If the program is the interpreter,
 * the interpreter's own frames are enough, and most native frames, which are the expensive ones, are skipped.
 * `remembered` is the calling thread's. Keep `stack` between calls: it holds `reach`. Takes no lock of the
 * shim's, but may wait for the loader.
 */
void stack_walk(struct walked_stack *stack, struct remembered_walks *remembered);

/*
 * Walks the whole stack of the calling thread, from the function further in than which nothing is of
 * interest: `frame` is its __builtin_frame_address(0), and it has not returned. May run on another stack
 * (host/own_stack.h).
 */
void stack_walk_whole(struct walked_stack *stack, uintptr_t frame);

#endif
