/* Finds the loop that repeats a statement for the rows of another, by the rule in section "The loop line". */
#ifndef LOOPLINE_ANALYZE_ROUNDS_LOOP_AFTER_PARENT_H
#define LOOPLINE_ANALYZE_ROUNDS_LOOP_AFTER_PARENT_H

#include <stdbool.h>

#include "loop_line.h"

/* What runs between one execution of the parent and the next. */
struct parent_flow {
    struct row_flow parent;
    struct row_flow child;
    double calls; /* executions of the child per episode: n */
};

/*
 * Finds the loop between the parent's execution and the child's: from the frame where the stacks part
 * inwards, the outermost frame whose call is in a loop that does not also hold the parent's call (unless that
 * loop fetches the parent's rows). Returns false if there is none or a stack is incomplete.
 */
bool loop_line_after_parent(const struct source_stack *child, const struct source_stack *parent,
                            const struct parent_flow *flow, struct loop_line *result);

#endif
