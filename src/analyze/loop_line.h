/*
 * Which loop repeats a statement: the rule of the tour's section "The loop line", src/README.md.
 */
#ifndef LOOPLINE_ANALYZE_LOOP_LINE_H
#define LOOPLINE_ANALYZE_LOOP_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/source_stack.h"

struct loop_line {
    const struct source_frame *frame; /* whose call site lies in the loop; owned by the stack */
    int header_line;                  /* first line of the loop; 0: unknown */
    size_t depth;                     /* of the frame where the stacks part: 0 is the outermost */
};

/* How the parent's rows come, for loops that fetch them one by one. */
struct parent_rows {
    bool fetched_one_by_one;  /* the call on the parent's stack is made again for each row (sqlite3_step) */
    double rows_per_episode;  /* of the parent */
    double calls_per_episode; /* of the child: n */
};

/*
 * The loop between the parent's execution and the child's: from the frame where the stacks part inwards,
 * the outermost frame whose call lies in a loop that does not hold the parent's call as well (unless that
 * loop is the one that fetches the parent's rows). Returns false where there is none, or where a stack is
 * not whole.
 */
bool loop_line_after_parent(const struct source_stack *child, const struct source_stack *parent,
                            const struct parent_rows *rows, struct loop_line *result);

/* Without a parent: the first loop from the innermost application frame outwards. */
bool loop_line_alone(const struct source_stack *child, struct loop_line *result);

#endif
