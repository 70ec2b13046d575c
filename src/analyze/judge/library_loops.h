/*
 * Which line of the program stands for a loop that lies in a library.
 */
#ifndef LOOPLINE_ANALYZE_LIBRARY_LOOPS_H
#define LOOPLINE_ANALYZE_LIBRARY_LOOPS_H

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"

/*
 * The loop as a report is to name it. A loop of the database's own library (sqlite3_exec runs its callback
 * for each row), or of one whose source is not known, is the line of the program that calls it. A loop that
 * the program was not called from (a thread's, which takes work from a queue) is the line of the program that
 * it calls, whose header is then unknown. All others are what they are: the loop of an executor of GraphQL or
 * of a template tells something, and the frames of the program around it are in the stack.
 */
struct loop_line library_loop_credit(const struct merged_capture *merged, const struct source_stack *stack,
                                     const struct loop_line *loop);

/*
 * The nearest frames of the program around a loop that lies in a library: the line that calls into it, and
 * the one that it calls. Both NULL where the loop is the program's own; either where there is none.
 */
struct loop_neighbours {
    const struct source_frame *called_from;
    const struct source_frame *calls;
};

struct loop_neighbours library_loop_neighbours(const struct source_stack *stack,
                                               const struct source_frame *loop);

#endif
