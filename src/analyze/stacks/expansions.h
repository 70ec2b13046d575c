/*
 * What a captured frame stands for at the level of the source: a function with its line and its loops and, of
 * native code, the functions it was inlined into. Found out once for each return address.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_EXPANSIONS_H
#define LOOPLINE_ANALYZE_STACKS_EXPANSIONS_H

#include "source_stack.h"

/* The frames of one return address, innermost first. */
struct expansion {
    const struct merged_module *module;
    const struct merged_code *code;
    uint64_t position;
    struct source_frame *frames;
    size_t count;
};

/*
 * Returns the frames, at least one; valid until the next call, the frames themselves as long as `stacks`. One
 * thread at a time.
 */
const struct expansion *expansion_get(struct source_stacks *stacks, const struct merged_frame *frame);

#endif
