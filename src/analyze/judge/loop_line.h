/*
 * Which loop repeats a statement: the rule of the tour's section "The loop line", src/README.md.
 */
#ifndef LOOPLINE_ANALYZE_LOOP_LINE_H
#define LOOPLINE_ANALYZE_LOOP_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/stacks/source_stack.h"

struct loop_line {
    const struct source_frame *frame; /* whose call site lies in the loop; owned by the stack */
    int header_line;                  /* first line of the loop; 0: unknown */
    size_t depth; /* where the stacks part, among the parent's keys; alone: the frame's, among the child's */
};

/*
 * How a statement's rows come. Where they are fetched one by one (sqlite3_step), the call on its stack is the
 * first fetch, and often lies in a loop that fetches the others, which repeats no statement.
 */
struct row_flow {
    bool one_by_one;
    double rows; /* of one execution; of a parent: of one episode */
};

/* What runs between one execution of the parent and the next. */
struct parent_flow {
    struct row_flow parent;
    struct row_flow child;
    double calls; /* executions of the child in an episode: n */
};

/*
 * The loop between the parent's execution and the child's: from the frame where the stacks part inwards,
 * the outermost frame whose call lies in a loop that does not hold the parent's call as well (unless that
 * loop is the one that fetches the parent's rows). Returns false where there is none, or where a stack is
 * not whole.
 */
bool loop_line_after_parent(const struct source_stack *child, const struct source_stack *parent,
                            const struct parent_flow *flow, struct loop_line *result);

/* Without a parent: the first loop from the innermost application frame outwards. */
bool loop_line_alone(const struct source_stack *child, const struct row_flow *flow, struct loop_line *result);

/*
 * Where the code of an interpreter that is not read runs the statement: what stands for that code, innermost.
 * A loop of it may repeat the statement, or not; only values can tell. Returns false where all was read.
 */
bool loop_line_unread(const struct source_stack *child, struct loop_line *result);

#endif
