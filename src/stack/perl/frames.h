/*
 * The frames of a Perl thread: subs, evaluated texts, files and the main program, as their contexts say.
 *
 * A frame stands at a statement (its COP, an op that holds file and line) and a place in it: the op that
 * called, where that is known, or the one that is returned to. Both are the compiled program's and stay where
 * they are; the ops of an evaluated text are freed with it.
 */
#ifndef LOOPLINE_STACK_PERL_FRAMES_H
#define LOOPLINE_STACK_PERL_FRAMES_H

#include <stdbool.h>

#include "layout.h"
#include "stack/runtime.h"

/* What a thread's interpreter says of itself. */
struct perl_thread {
    const void *op;
    const void *cop;
    const void *stackinfo;
    const void *savestack;
    uint32_t savestack_limit; /* in words */
};

/* Kept in the lowest bits of a frame's instruction: ops are aligned to 8 bytes. */
enum perl_frame_marks {
    PERL_FRAME_RETURNS = 1, /* its op is the one that is returned to, not the one that called */
    PERL_FRAME_REPEATS = 2, /* what C code calls from here it calls again and again (sort, first {}) */
};

/* One frame, with what only its contexts tell. */
struct perl_frame {
    const void *cop;
    const void *op;      /* NULL: it is not known where in the statement the frame stands */
    const void *context; /* the sub's or the evaluated text's; NULL: the main program */
    uint32_t marks;      /* enum perl_frame_marks */
};

/* Writes the frames, innermost first, and returns how many. `frame->code` is the COP. */
uint32_t perl_frames_walk(const struct perl_layout *layout, const struct perl_thread *thread,
                          struct runtime_frame *frames, uint32_t capacity);

/* The frame that the walk told of in this way; false: there is none any more. */
bool perl_frames_find(const struct perl_layout *layout, const struct perl_thread *thread,
                      const struct runtime_frame *told, struct perl_frame *result);

#endif
