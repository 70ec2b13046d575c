/*
 * The loops around a call site, and which of them may repeat it.
 *
 * A loop on a stack is told by the lines that lead to its function, the function, and the loop in it. A loop
 * may repeat the site if it lies at the innermost frame of the program or further out. One that lies further
 * in is a library's; it may only where it calls the program back somewhere: then it is a part of what the
 * program does (the trials of an optimiser, the items of a task runner), and all that its rounds run is
 * repeated by it.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_SITE_LEVELS_H
#define LOOPLINE_ANALYZE_JUDGE_SITE_LEVELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"

/* A loop around a call site. */
struct site_level {
    uint64_t loop; /* which loop it is; the same for all sites in it */
    bool begins;   /* it fetches the rows of the site's statement: when that runs, the loop begins */
    bool may_repeat;
    bool hands_over;    /* it lies in the thread that handed the work over, which the site's thread does */
    bool calls_program; /* further in than the program, it calls the program back for others than this site */
    struct loop_line line;
};

struct site_levels {
    struct site_level *items; /* the outermost first */
    size_t count;             /* 0: no loop, or no stack */
};

/* By the number of the site in the run. All memory is the pool's. */
struct site_levels *site_levels_find(struct pool *pool, const struct merged_capture *merged);

#endif
