#include "library_loops.h"

#include <string.h>

static bool is_database_library(const struct merged_capture *merged, const struct source_frame *frame) {
    for (size_t i = 0; frame->module && i < merged->library_count; i++) {
        if (strcmp(merged->libraries[i].path, frame->module->key.path) == 0)
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

struct loop_neighbours library_loop_neighbours(const struct source_stack *stack,
                                               const struct source_frame *loop) {
    if (loop->application)
        return (struct loop_neighbours){.called_from = NULL};
    return (struct loop_neighbours){nearest(stack, loop, 1), nearest(stack, loop, -1)};
}

struct loop_line library_loop_credit(const struct merged_capture *merged, const struct source_stack *stack,
                                     const struct loop_line *loop) {
    struct loop_line credited = *loop;
    if (loop->frame->application)
        return credited;
    const struct loop_neighbours around = library_loop_neighbours(stack, loop->frame);
    const struct source_frame *caller = around.called_from;
    const struct source_frame *called = around.calls;
    if (!caller && called) {
        credited.frame = called;
        credited.header_line = 0;
    } else if (caller && (is_database_library(merged, loop->frame) || loop->frame->line <= 0)) {
        credited.frame = caller;
        credited.header_line = caller->line;
    }
    return credited;
}
