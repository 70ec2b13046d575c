/*
 * What is judged: a statement that a loop repeats, from one line of the loop or from several.
 *
 * A helper that is called from two branches of a loop makes two call sites, and to the program's author they
 * are one: the same statement in the same loop. Their counts are added up before anything is judged.
 */
#ifndef LOOPLINE_ANALYZE_SUSPECTS_H
#define LOOPLINE_ANALYZE_SUSPECTS_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/merge/merged_capture.h"
#include "loop_context.h"
#include "parent.h"

struct suspect {
    const struct run_site *site;         /* of all call sites together */
    const struct run_site *const *parts; /* the call sites; the one with the most executions first */
    const struct run_edge *const *edges; /* the edge from the parent of each, as if it were alone */
    size_t part_count;
    struct parent_choice choice; /* its edge is NULL where no parent qualifies */
    struct loop_line loop;       /* a frame of NULL: no loop was found */
};

struct suspects {
    struct suspect *items;
    size_t count;
};

/* Every site of a run is part of exactly one suspect. All memory is the pool's; the run must outlive it. */
struct suspects suspects_collect(struct pool *pool, const struct run *run, uint64_t threshold);

/*
 * The episodes of a suspect without a parent. Other statements of the same loop (a look-up and an insert, in
 * turn) interrupt each other's runs, but not the loop: where hardly anything else ran between the suspect's
 * first execution and its last, it is the waits of the thread that divide them.
 */
struct episodes suspect_runs(struct pool *pool, const struct suspect *suspect,
                             const struct loop_company *company);

#endif
