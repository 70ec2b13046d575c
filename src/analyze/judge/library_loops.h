/*
 * Which line of the program stands for a loop that lies in a library.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_LIBRARY_LOOPS_H
#define LOOPLINE_ANALYZE_JUDGE_LIBRARY_LOOPS_H

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"

/* A loop as a report names it: see struct finding_loop. */
struct loop_place {
    struct loop_line where;
    const struct source_frame *through;
    const struct source_frame *body;
};

/*
 * The line that the program's author can change. A loop in a library is that of the line that calls into it,
 * and is shown as what the line goes through; a loop of the database's own library (sqlite3_exec runs its
 * callback for each row), or of code of which not even a name is known, tells nothing and is left out. A loop
 * that the program was not called from (a thread's, which takes work from a queue) is the line of the program
 * that it calls, whose header is then unknown.
 */
struct loop_place library_loop_place(const struct merged_capture *merged, const struct source_stack *stack,
                                     const struct loop_line *loop);

#endif
