/*
 * Blocks: code written in one function and run by another one that it calls, such as `each { … }` in Ruby. To
 * the programmer a block is the body of a loop that starts at the call.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_BLOCKS_H
#define LOOPLINE_ANALYZE_STACKS_BLOCKS_H

#include "base/pool.h"
#include "source_stack.h"

/*
 * Finds the loops of blocks in an interpreter's stack, which has all its frames. Whatever iterates between a
 * block and the call it was passed to (a C function, a loop, another block that repeats) becomes one loop
 * around the block that starts at the line of that call; the frames in between are in no loop. Loops of
 * drivers are removed, because they repeat no statement. A C function that iterates without a block keeps
 * `in_loop`. Memory is `pool`'s.
 */
void blocks_find_loops(struct source_stack *stack, struct pool *pool);

/*
 * Returns the frame whose line to show for a loop around the call of `loop`, one of the stack's frames: the
 * innermost block further in that is written in it, possibly within other blocks; `loop` itself if there is
 * none.
 */
const struct source_frame *blocks_line_of_loop(const struct source_stack *stack,
                                               const struct source_frame *loop);

#endif
