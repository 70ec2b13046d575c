/*
 * Every stack once per process, by content: frames as module and offset, so that neither load addresses nor
 * a library that was loaded again make two of one.
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_STACKS_H
#define LOOPLINE_CAPTURE_INTERNED_STACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "host/memory.h"
#include "records.h"
#include "stack/walk/walk.h"

struct stack_table {
    struct stack_slot *slots;
    uint32_t count;
    uint32_t unknown_id; /* the stack that stands for "not kept"; 0 until needed */
};

/* Whose work the thread does: see struct loopline_stack. All zero: its own. */
struct stack_origin {
    uint32_t handed_over_by;
    uint32_t taken_at;
    bool answered; /* the thread has woken others since it took the work, and may have taken more of it */
};

/* All of it in one number. */
static inline uint64_t stack_origin_number(struct stack_origin origin) {
    return (uint64_t)origin.handed_over_by << 32 | (uint64_t)origin.answered << 31 | origin.taken_at;
}

struct stack_content {
    const struct loopline_frame *frames;
    uint32_t frame_count;
    uint32_t flags; /* enum loopline_stack_flags */
    struct stack_origin origin;
};

/* The arena keeps what the table needs; its limit is none. False: no memory. */
bool stack_table_start(struct stack_table *table, struct arena *arena);

/*
 * Id of the stack of this content, added where it is new. When the table or the capture is full: the id of
 * a stack flagged LOOPLINE_STACK_UNKNOWN, or 0 where not even that fits. Under the recording's lock.
 */
uint32_t stack_table_add(struct stack_table *table, struct record_space *space, struct capture_file *file,
                         const struct stack_content *content);

#endif
