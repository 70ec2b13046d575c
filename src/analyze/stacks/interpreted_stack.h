/*
 * A stack with frames of an interpreter, brought to what its programmer sees.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_INTERPRETED_STACK_H
#define LOOPLINE_ANALYZE_STACKS_INTERPRETED_STACK_H

#include "source_stack.h"

/*
 * Takes the interpreter's own native frames out of the stack, credits the loops of native code to the lines
 * that called it, and disowns code that libraries generated. Where only native frames are known of an
 * interpreter, no loop in libraries counts from it inwards. Leaves other stacks as they are. Call before the
 * keys are found. What is added to frames lives in `pool`.
 */
void interpreted_stack_normalise(struct source_stack *stack, struct pool *pool);

#endif
