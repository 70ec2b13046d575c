/* Finds the line of the program to report for a loop in a library. */
#ifndef LOOPLINE_ANALYZE_ROUNDS_LIBRARY_LOOPS_H
#define LOOPLINE_ANALYZE_ROUNDS_LIBRARY_LOOPS_H

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"

/* A loop as reports show it: see struct finding_loop. */
struct loop_place {
    struct loop_line where;
    const struct source_frame *through;
    const struct source_frame *body;
};

/*
 * Returns the line that the program's author can change. For a loop in a library that is the line that calls
 * into the library; the loop becomes `through`. `through` stays NULL for a loop of the database library
 * itself (sqlite3_exec runs its callback for each row) or of code without a name: these tell the author
 * nothing. If the program's code is only called from the loop (a thread that takes work from a queue), it is
 * the program's line that the loop calls, and the header is unknown.
 */
struct loop_place library_loop_place(const struct merged_capture *merged, const struct source_stack *stack,
                                     const struct loop_line *loop);

#endif
