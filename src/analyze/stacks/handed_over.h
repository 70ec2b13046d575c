/*
 * The stack of work that one thread did for another: further out it goes on where the other one stood.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_HANDED_OVER_H
#define LOOPLINE_ANALYZE_STACKS_HANDED_OVER_H

#include "source_stack.h"

/*
 * Adds the frames of origin->handed_over_by, which the stack has room for, behind its own. Of those, what
 * lies outside of where this stack and that of the wait for the work part is left out: there the thread does
 * as it does for any work. Where they part in one function, the loops that it takes its work in go.
 */
void handed_over_join(struct source_stack *stack, const struct source_stack_origin *origin,
                      struct pool *pool);

#endif
