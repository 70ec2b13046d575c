/* Turns a stack with frames of an interpreter into what its programmer sees. */
#ifndef LOOPLINE_ANALYZE_STACKS_INTERPRETED_STACK_H
#define LOOPLINE_ANALYZE_STACKS_INTERPRETED_STACK_H

#include "source_stack.h"

/*
 * Removes the interpreter's own native frames, credits loops of native code to the lines that called it, and
 * makes code that libraries generated theirs. If only native frames of an interpreter are known, loops in
 * libraries further in do not count. Leaves other stacks alone. Call it before the keys are found. What it
 * adds to frames belongs to `pool`.
 */
void interpreted_stack_normalise(struct source_stack *stack, struct pool *pool);

#endif
