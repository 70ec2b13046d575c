/*
 * Loops that a compiler unrolled completely: the source has a loop, the code has one call after another.
 *
 * Copies of one call have the same line and column at different addresses. Calls that were written one after
 * another have different columns.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_UNROLLED_H
#define LOOPLINE_ANALYZE_STACKS_UNROLLED_H

#include <stddef.h>

#include "base/pool.h"
#include "source_frame.h"

/* The frames of a return address seen on a stack, innermost first. */
struct unrolled_call {
    struct source_frame *frames;
    size_t count;
};

/*
 * Marks the frames of calls from an unrolled loop as in a loop. `calls`: native calls, each return address
 * once. What is added to frames belongs to `pool`.
 */
void unrolled_mark(struct pool *pool, const struct unrolled_call *calls, size_t count);

#endif
