#include "analyze/library_loops.h"

#include <string.h>

static bool is_database_library(const struct run *run, const struct source_frame *frame) {
    for (size_t i = 0; frame->module && i < run->library_count; i++) {
        if (strcmp(run->libraries[i].path, frame->module->key.path) == 0)
            return true;
    }
    return false;
}

/* The nearest frame of the program, outwards (+1) or inwards (-1); NULL: none. */
static const struct source_frame *nearest(const struct source_stack *stack, const struct source_frame *frame,
                                          ptrdiff_t step) {
    for (ptrdiff_t i = frame - stack->frames + step; i >= 0 && i < (ptrdiff_t)stack->frame_count; i += step) {
        if (stack->frames[i].application)
            return &stack->frames[i];
    }
    return NULL;
}

struct loop_line library_loop_credit(const struct run *run, const struct source_stack *stack,
                                     const struct loop_line *loop) {
    struct loop_line credited = *loop;
    if (loop->frame->application)
        return credited;
    const struct source_frame *caller = nearest(stack, loop->frame, 1);
    const struct source_frame *called = nearest(stack, loop->frame, -1);
    if (!caller && called) {
        credited.frame = called;
        credited.header_line = 0;
    } else if (caller && (is_database_library(run, loop->frame) || loop->frame->line <= 0)) {
        credited.frame = caller;
        credited.header_line = caller->line;
    }
    return credited;
}
