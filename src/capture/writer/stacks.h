/*
 * Every stack once per process, by content: frames as module and offset, so that neither load addresses nor
 * a library that was loaded again make two of one.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_STACKS_H
#define LOOPLINE_CAPTURE_WRITER_STACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "memory.h"
#include "records.h"
#include "stack/runtime.h"

#define STACK_FRAME_LIMIT 256u /* of each kind that are kept; the outermost ones of a deeper stack are lost \
                                */

/* A stack as it was walked: addresses, then the frames of at most one runtime. */
struct walked_stack {
    uint32_t native_count;
    uint32_t runtime_count;
    uint32_t runtime; /* index; meaningless without frames */
    void
        *words[STACK_FRAME_LIMIT * 3]; /* addresses, directly followed by struct runtime_frame of two words */
};

static inline struct runtime_frame *walked_runtime_frames(struct walked_stack *stack) {
    return (struct runtime_frame *)(void *)(stack->words + stack->native_count);
}

static inline uint32_t walked_word_count(const struct walked_stack *stack) {
    return stack->native_count + 2 * stack->runtime_count;
}

struct stack_table {
    struct stack_slot *slots;
    uint32_t count;
    uint32_t unknown_id; /* the stack that stands for "not kept"; 0 until needed */
};

bool stack_table_start(struct stack_table *table); /* false: no memory */

/*
 * Id of the stack of these frames, added where it is new. When the table or the capture is full: the id of
 * a stack flagged LOOPLINE_STACK_UNKNOWN, or 0 where not even that fits. Under the recording's lock.
 */
uint32_t stack_table_add(struct stack_table *table, struct record_space *space, struct capture_file *file,
                         const struct loopline_frame *frames, uint32_t frame_count, uint32_t flags);

#endif
