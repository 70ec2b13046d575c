/*
 * The stacks of the process, each recorded once by its content. Native frames are module and offset, so
 * neither load addresses nor reloading a library make two stacks of one.
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_STACKS_H
#define LOOPLINE_CAPTURE_INTERNED_STACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "host/memory.h"
#include "key_table.h"
#include "records.h"
#include "stack/walk/walk.h"

struct stack_table {
    struct key_table by_content; /* of struct loopline_stack in the capture's mapping */
    uint32_t count;
    uint32_t unknown_id; /* id of the stack flagged LOOPLINE_STACK_UNKNOWN; 0: not needed so far */
};

/* Whose work the thread does (struct loopline_stack). All zero: its own. */
struct stack_origin {
    uint32_t handed_over_by;
    uint32_t taken_at;
    bool answered; /* the thread has woken others since it took the work, and may have gone on with other work
                    */
    bool suspended; /* the frames are of coroutines that wait */
    bool waits;     /* no statement ran here: the thread waited */
    bool unasked;   /* for what nobody may have asked for */
};

/* The whole origin as one number. */
static inline uint64_t stack_origin_number(struct stack_origin origin) {
    return (uint64_t)origin.handed_over_by << 32 | (uint64_t)origin.answered << 31 |
           (uint64_t)origin.suspended << 30 | (uint64_t)origin.waits << 29 | (uint64_t)origin.unasked << 28 |
           origin.taken_at;
}

struct stack_content {
    const struct loopline_frame *frames;
    uint32_t frame_count;
    uint32_t flags; /* enum loopline_stack_flags */
    struct stack_origin origin;
};

/* Makes the table in the arena, which must have no limit. Returns false if memory runs out. */
bool stack_table_start(struct stack_table *table, struct arena *arena);

/*
 * Returns the id of the stack with this content and adds a new one. If the table or the capture is full: the
 * id of a stack flagged LOOPLINE_STACK_UNKNOWN, or 0 if not even that fits. Under the recording's lock.
 */
uint32_t stack_table_add(struct stack_table *table, struct record_space *space, struct capture_file *file,
                         const struct stack_content *content);

#endif
