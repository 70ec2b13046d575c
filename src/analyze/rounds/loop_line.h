/* Finds the loop that repeats a statement, by the rule in section "The loop line" of src/README.md. */
#ifndef LOOPLINE_ANALYZE_ROUNDS_LOOP_LINE_H
#define LOOPLINE_ANALYZE_ROUNDS_LOOP_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/stacks/source_stack.h"

struct loop_line {
    const struct source_frame *frame; /* the frame whose call is in the loop; owned by the stack */
    int header_line;                  /* first line of the loop; 0: unknown */
    uint64_t loop;                    /* `id` of struct source_loop, in the frame's function; 0: unknown */
    size_t depth; /* with a parent: index among its keys where the stacks part; without: the frame's index
                     among the child's keys */
};

/*
 * How a statement's rows are fetched. If they are fetched one by one (sqlite3_step), the call on its stack is
 * the first fetch. That is often in a loop that fetches the other rows and does not repeat the statement.
 */
struct row_flow {
    bool one_by_one;
    double rows; /* per execution; for a parent, per episode */
};

/*
 * Finds all loops that may repeat the child, without looking at a parent: frame by frame from the innermost
 * application frame outwards (or else from the innermost frame), and within a frame from the innermost loop
 * outwards. A loop that fetches the child's own rows, or only advances an iterator, is included only if there
 * is no other. One that hands the child over as a job is left out: only values prove that it goes
 * over rows. Writes up to `capacity` loops and returns how many.
 */
struct possible_loop {
    struct loop_line line;
    size_t key;                       /* index of the frame among the stack's keys */
    const struct source_loop *source; /* NULL: the loop is in native code that the frame's line calls */
};

size_t loop_lines_possible(const struct source_stack *child, const struct row_flow *flow,
                           struct possible_loop *loops, size_t capacity);

/*
 * Finds the loop without a parent: the first from the innermost application frame outwards. Returns false if
 * there is none.
 */
bool loop_line_alone(const struct source_stack *child, const struct row_flow *flow, struct loop_line *result);

/*
 * If an interpreter whose frames are not read runs the statement, sets `result` to the innermost frame that
 * stands for its code. A loop in that code may or may not repeat the statement; only value matches can prove
 * it. Returns false if all frames were read.
 */
bool loop_line_unread(const struct source_stack *child, struct loop_line *result);

/*
 * If no call on the stack is in a loop, the loop that repeats the statement lies beyond the stack: a
 * greenlet's begins at itself, whoever spawned it. Sets `result` to the program's outermost frame, which that
 * loop runs. Whether there is such a loop, only value matches can prove. Returns false if a loop is on the
 * stack, or if the stack may have more frames than are known.
 */
bool loop_line_unseen(const struct source_stack *child, struct loop_line *result);

#endif
