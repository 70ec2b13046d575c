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
        if (stack->frames[i].application && !stack->frames[i].deeper)
            return &stack->frames[i];
    }
    return NULL;
}

/* A loop that a reader can make something of. */
static bool is_telling(const struct merged_capture *merged, const struct source_frame *loop) {
    return (loop->line > 0 || loop->function) && !is_database_library(merged, loop);
}

/* asyncio's runs whatever tasks there are: the line that starts it says nothing of them. */
static bool is_event_loop(const struct source_frame *frame) {
    const char *file = frame->code && frame->file ? strstr(frame->file, "/asyncio/base_events.py") : NULL;
    return file && !strchr(file + 1 + strlen("asyncio/"), '/');
}

struct loop_place library_loop_place(const struct merged_capture *merged, const struct source_stack *stack,
                                     const struct loop_line *loop) {
    struct loop_place place = {.where = *loop};
    if (loop->frame->application && !loop->frame->deeper)
        return place;
    const struct source_frame *called = nearest(stack, loop->frame, -1);
    const struct source_frame *caller =
        called && is_event_loop(loop->frame) ? NULL : nearest(stack, loop->frame, 1);
    if ((!caller && !called) || (!caller && loop->frame->deeper))
        return place;
    const bool is_named =
        is_telling(merged, loop->frame) ||
        (caller && caller->installed && loop->frame->module && !is_database_library(merged, loop->frame));
    place.through = is_named ? loop->frame : NULL;
    place.body = caller ? called : NULL;
    place.where.frame = caller ? caller : called;
    place.where.header_line = caller ? caller->line : 0;
    return place;
}
