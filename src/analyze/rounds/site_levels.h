/*
 * Finds the loops around a call site, and which of them may repeat it.
 *
 * A loop on a stack is identified by the lines that lead to its function, the function, and the loop in it. A
 * loop may repeat the site if it is at the program's innermost frame or further out. A loop further in is a
 * library's, and may repeat the site only if it calls the program back somewhere: then it is part of what the
 * program does (the trials of an optimiser, the items of a task runner), and repeats everything its rounds
 * run.
 */
#ifndef LOOPLINE_ANALYZE_ROUNDS_SITE_LEVELS_H
#define LOOPLINE_ANALYZE_ROUNDS_SITE_LEVELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"

/* A loop around a call site. */
struct site_level {
    uint64_t loop; /* identifies the loop; the same for all sites in it */
    bool begins;   /* it fetches the rows of the site's statement, so it begins when that runs */
    bool may_repeat;
    bool hands_over;    /* it is in the thread that handed over the work that the site's thread does */
    bool holds_program; /* code of the program lies further in */
    bool calls_program; /* it is further in than the program and calls the program back, for other sites */
    struct loop_line line;
};

struct site_levels {
    struct site_level *items; /* outermost first */
    size_t count;             /* 0: no loop, or no stack */
};

/* Returns how the rows of `site` are fetched. */
struct row_flow row_flow_of(const struct merged_site *site);

/* Returns an array by site number. All memory is the pool's. */
struct site_levels *site_levels_find(struct pool *pool, const struct merged_capture *merged);

/*
 * Returns how many loops lie further in, on one of the site's stacks, than all that may repeat it: loops of
 * libraries that do not call the program.
 */
size_t site_levels_within(const struct merged_site *site, const struct source_stack *stack);

#endif
