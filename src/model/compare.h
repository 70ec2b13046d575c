/* Compares two reports on a program, before and after a change: what became of each loop. */
#ifndef LOOPLINE_MODEL_COMPARE_H
#define LOOPLINE_MODEL_COMPARE_H

#include "report.h"

enum loop_fate { LOOP_NEW, LOOP_WORSE, LOOP_SAME, LOOP_BETTER, LOOP_GONE, LOOP_FATES };

struct loop_change {
    enum loop_fate fate;
    const struct report_loop *before; /* NULL: new */
    const struct report_loop *after;  /* NULL: gone */
};

struct comparison {
    const struct report *before;
    const struct report *after;
    /* by fate, in the order of enum loop_fate; within a fate in the reports' order */
    struct loop_change *changes;
    size_t count;
    size_t of_fate[LOOP_FATES]; /* number of changes of each fate */
};

/*
 * Matches loops by their ids, which depend on functions and statements but not on lines. A loop is worse or
 * better if its largest N differs by more than a tenth: the code determines N, but not how often the loop
 * runs. The reports must outlive the result, which belongs to `pool`.
 */
struct comparison compare_reports(struct pool *pool, const struct report *before, const struct report *after);

/* Returns the most executions of one statement in an episode of the loop. */
uint64_t report_loop_largest_n(const struct report_loop *loop);

/* Takes those loops out of a report, and their findings, whose `number` has been made 0. */
void report_drop_loops(struct report *report);

/* Leaves in `comparison`'s report of the run after, which is `after`, only the loops that are new or worse.
 */
void comparison_keep_new_and_worse(const struct comparison *comparison, struct report *after);

/* Returns "new", "worse", "same", "better" or "gone". */
const char *loop_fate_name(enum loop_fate fate);

#endif
