/* What a loop around the call of one frame is worth as evidence that it repeats the statement. */
#ifndef LOOPLINE_ANALYZE_ROUNDS_LOOP_STRENGTH_H
#define LOOPLINE_ANALYZE_ROUNDS_LOOP_STRENGTH_H

#include <stdbool.h>

#include "loop_line.h"

/* From this many rows on, a fetch is surely repeated. */
#define SEVERAL_ROWS 2.0

/*
 * A loop around the fetch of the child's own rows is taken only where there is no other: it is weak evidence.
 * So is a loop that only pulls at an iterator (`for name in names(ids)`, `list(names(ids))`), where the
 * iterator is a generator of the program with a loop of its own.
 */
enum loop_strength { LOOP_NOTHING, LOOP_WEAK, LOOP_STRONG };

/*
 * Returns what the loop around the frame's call is worth, where no other call has to be kept out of it. Sets
 * `found` unless that is nothing.
 */
enum loop_strength loop_strength_of(const struct source_stack *stack, const struct source_frame *frame,
                                    const struct row_flow *flow, struct loop_line *found);

/*
 * Returns true where the innermost loop around the frame's call may fetch the statement's own rows:
 * `while (sqlite3_step(...) == SQLITE_ROW)`, with the call in the loop's first line, or with several rows.
 */
bool loop_may_fetch_own_rows(const struct source_stack *stack, const struct source_frame *frame,
                             const struct row_flow *flow);

/* Returns true if the loop around the frame's call only pulls at an iterator. */
bool loop_only_pulls(const struct source_frame *frame);

#endif
