/*
 * Which loop repeats a statement: the rule of the tour's section "The loop line", src/README.md.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_LOOP_LINE_H
#define LOOPLINE_ANALYZE_JUDGE_LOOP_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/stacks/source_stack.h"

struct loop_line {
    const struct source_frame *frame; /* whose call site lies in the loop; owned by the stack */
    int header_line;                  /* first line of the loop; 0: unknown */
    uint64_t loop; /* as struct source_loop tells it in the frame's function; 0: it does not */
    size_t depth;  /* where the stacks part, among the parent's keys; alone: the frame's, among the child's */
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

/*
 * All loops that may repeat the child, by itself: those of the frames from the innermost application frame
 * outwards (where there is none, from the innermost frame), and of one frame from the inside out. A loop that
 * fetches the child's own rows or only pulls at an iterator stands there only where there is no other. Writes
 * up to `capacity`, returns how many.
 */
struct possible_loop {
    struct loop_line line;
    size_t key;                       /* of the frame among the stack's keys */
    const struct source_loop *source; /* NULL: native code that the frame's line calls loops */
};

size_t loop_lines_possible(const struct source_stack *child, const struct row_flow *flow,
                           struct possible_loop *loops, size_t capacity);

/* Without a parent: the first loop from the innermost application frame outwards. */
bool loop_line_alone(const struct source_stack *child, const struct row_flow *flow, struct loop_line *result);

/*
 * Where the code of an interpreter that is not read runs the statement: what stands for that code, innermost.
 * A loop of it may repeat the statement, or not; only values can tell. Returns false where all was read.
 */
bool loop_line_unread(const struct source_stack *child, struct loop_line *result);

#endif
