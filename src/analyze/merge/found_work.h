/*
 * Work that a thread found without a wait, after the work that it was seen to be handed.
 */
#ifndef LOOPLINE_ANALYZE_MERGE_FOUND_WORK_H
#define LOOPLINE_ANALYZE_MERGE_FOUND_WORK_H

#include <stdbool.h>

#include "base/pool.h"
#include "capture/reader/reader.h"

struct found_work {
    /* By site: most of its executions came again although no work had been handed over since the one before.
     */
    bool *sites;
    /* By stack: so they did at its sites, and no thread took work more than once. */
    bool *stacks;
};

/* The arrays have an entry for each of the capture's sites and stacks, and are the pool's. */
struct found_work found_work(struct pool *pool, const struct capture *capture);

#endif
