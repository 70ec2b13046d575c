/*
 * Joins the stack of work that one thread did for another with the stack of the thread that handed it over.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_HANDED_OVER_H
#define LOOPLINE_ANALYZE_STACKS_HANDED_OVER_H

#include "source_stack.h"

/*
 * Appends the frames of origin->handed_over_by, for which the stack has room, to its own. Of its own frames,
 * those further out than where this stack and the stack of the wait part are dropped: they are the worker's
 * routine. If the two part within one function, that function's loops that take work are dropped too.
 */
void handed_over_join(struct source_stack *stack, const struct source_stack_origin *origin,
                      struct pool *pool);

/*
 * Of a stack with frames that spawn a greenlet: marks where the greenlet's own work ends. A line is credited
 * with a loop by which it spawned a library's greenlet, where that one spawns others in turn and no code of
 * the program is between them (a pool's imap). Greenlets that a library alone spawned go (a server's).
 */
void handed_over_by_spawning(struct source_stack *stack);

/*
 * Adds to the frames of a suspended stack, which has room for them, those of `outer`, its thread's, which lie
 * outside of the function of its outermost frame; none where that is not there.
 */
void handed_over_go_on(struct source_stack *stack, const struct source_stack *outer);

#endif
