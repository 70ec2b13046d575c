/*
 * Two reports on one program, before and after a change of it: what became of each loop.
 */
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
    struct loop_change *changes; /* what got worse first; within that as the reports have them */
    size_t count;
    size_t of_fate[LOOP_FATES]; /* how many there are of each */
};

/*
 * Loops are matched by their ids, which hold functions and statements but no lines. A loop is worse or better
 * where its largest N is by more than a tenth another: that, and not how often the loop ran, is what its code
 * decides. The reports must outlive the result, which lives in `pool`.
 */
struct comparison compare_reports(struct pool *pool, const struct report *before, const struct report *after);

/* Most executions of one statement in an episode of the loop. */
uint64_t report_loop_largest_n(const struct report_loop *loop);

/* "new", "worse", "same", "better", "gone" */
const char *loop_fate_name(enum loop_fate fate);

#endif
