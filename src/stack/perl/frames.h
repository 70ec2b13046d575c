/*
 * The frames of a Perl thread, read from its contexts: subs, string evals, files and the main program.
 *
 * A frame is at a statement (its COP, an op that holds file and line) and at a place in it: the op that
 * called, if that is known, or the op that is returned to. Both belong to the compiled program and do not
 * move; the ops of a string eval are freed with it.
 */
#ifndef LOOPLINE_STACK_PERL_FRAMES_H
#define LOOPLINE_STACK_PERL_FRAMES_H

#include <stdbool.h>

#include "layout.h"
#include "stack/runtime.h"

/* The state of a thread's interpreter. */
struct perl_thread {
    const void *op;
    const void *cop;
    const void *stackinfo;
    const void *savestack;
    uint32_t savestack_limit; /* in words */
};

/* Kept in the lowest bits of a frame's instruction: ops are aligned to 8 bytes. */
enum perl_frame_marks {
    PERL_FRAME_RETURNS = 1, /* its op is the one returned to, not the one that called */
    PERL_FRAME_REPEATS = 2, /* C code called from here calls back repeatedly (sort, first {}) */
    PERL_FRAME_HANDLES = 4, /* an op handles values whose class says by what sub (tie, overload, DESTROY) */
};

/* One frame, with what only its contexts show. */
struct perl_frame {
    const void *cop;
    const void *op;      /* NULL: the place in the statement is unknown */
    const void *context; /* the sub's or the string eval's; NULL: the main program */
    uint32_t marks;      /* enum perl_frame_marks */
};

/*
 * Writes up to `capacity` frames, innermost first, and returns how many. `frame->code` is the COP. The
 * calling thread's own interpreter, whose layout must be proved first.
 */
uint32_t perl_frames_walk(const struct perl_layout *layout, const struct perl_thread *thread,
                          struct runtime_frame *frames, uint32_t capacity);

/* Where the thread's innermost context is. */
const void *perl_frames_innermost(const struct perl_layout *layout, const struct perl_thread *thread);

/* Where a thread's interpreter keeps what struct perl_thread says. */
struct perl_thread_places {
    const void *op;
    const void *cop;
    const void *stackinfo;
    const void *savestack;    /* NULL: unknown */
    uint32_t savestack_limit; /* as of struct perl_thread; it only grows */
};

/* As `places` of struct runtime, for the calling thread's interpreter. */
uint32_t perl_frames_places(const struct perl_layout *layout, const struct perl_thread_places *thread,
                            uint32_t limit, struct stack_word *words, uint32_t capacity);

/* Finds a frame just walked again. Returns false if it is gone. */
bool perl_frames_find(const struct perl_layout *layout, const struct perl_thread *thread,
                      const struct runtime_frame *told, struct perl_frame *result);

#endif
