/*
 * Loops that a compiler unrolled as far as they go: the source has a loop, the code has one call after
 * another.
 *
 * The copies of one call of the source have one line and one column, at addresses of their own. Calls that
 * were written one after another have a column each.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_UNROLLED_H
#define LOOPLINE_ANALYZE_STACKS_UNROLLED_H

#include <stddef.h>

#include "base/pool.h"
#include "source_frame.h"

/* The frames of one return address that was seen on a stack, innermost first. */
struct unrolled_call {
    struct source_frame *frames;
    size_t count;
};

/*
 * Puts the frames of calls that a loop was unrolled to into a loop. `calls`: native ones, each return address
 * once. What frames are given is in the pool.
 */
void unrolled_mark(struct pool *pool, const struct unrolled_call *calls, size_t count);

#endif
