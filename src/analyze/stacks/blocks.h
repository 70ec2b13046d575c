/*
 * Blocks: code written in one function and run by another that the function has called, as `each { … }` is in
 * Ruby. To the programmer it is the body of a loop that starts at the call.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_BLOCKS_H
#define LOOPLINE_ANALYZE_STACKS_BLOCKS_H

#include "base/pool.h"
#include "source_stack.h"

/*
 * Of a stack of an interpreter with all its frames: what iterates between a block and the call it was given
 * to (a C function, a loop, another block that repeats) is one loop, around the block, from the line of that
 * call on; the frames in between, which only bring it about, are in none. The loops of drivers, which repeat
 * no statement, are taken away. C functions that iterate and no block accounts for keep `in_loop`.
 */
void blocks_find_loops(struct source_stack *stack, struct pool *pool);

/*
 * The line that a reader is shown for a loop around the call of `loop`, one of the stack's frames: that of
 * the innermost block, further in, that is written in it, one block within the other.
 */
const struct source_frame *blocks_line_of_loop(const struct source_stack *stack,
                                               const struct source_frame *loop);

#endif
