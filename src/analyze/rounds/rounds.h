/*
 * Finds which loops ran, how often, and how many of their rounds ran which statement, from the order in which
 * the call sites ran and the loops on their stacks.
 *
 * site_levels.h says which loops those are. An execution of a loop lasts as long as everything in the thread
 * runs within it: a statement whose stack does not pass through it ends it, and so does a wait for a client.
 * Within an execution, a new round begins when a call site runs by a way by which it has already run in this
 * round; it is a round of the innermost of the loops around that site that may repeat it. So call sites in a
 * straight line are one round, whatever loop is around them, and an outer loop turns when something runs in
 * it that the inner loop does not hold. Where a loop that may not repeat the site went on meanwhile, what
 * came round may be that one (tallies.h).
 */
#ifndef LOOPLINE_ANALYZE_ROUNDS_ROUNDS_H
#define LOOPLINE_ANALYZE_ROUNDS_ROUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"

/* How one loop repeated one statement, from any of its lines. */
struct loop_tally {
    struct episodes repeating; /* one for each execution of the loop with enough rounds for a finding */
    uint64_t most_rounds;      /* most rounds that ran the statement in one execution of the loop */
    uint64_t rounds;           /* rounds that ran it, in all executions */
    uint64_t segments; /* segments of a thread, between client waits, in which it repeated the statement often
                          enough */
    uint64_t again; /* executions, in those of `repeating`, by a call path that had come before in the loop's
                       execution */
    uint64_t waits;
    uint64_t
        transactions; /* executions of the statement, in those of `repeating` with a transaction for most */
};

/* A loop that may repeat a call site, and what it did. */
struct site_loop {
    struct loop_line line;
    bool calls_program; /* a library's loop, further in than the program, that calls the program back */
    uint64_t again;     /* executions of the call site after its first in an execution of the loop */
    const struct loop_tally *tally; /* never NULL */
};

/* What is known about a call site. */
struct site_rounds {
    const struct site_loop *loops; /* innermost first; if one repeats the site often enough, only that one */
    size_t loop_count;
    const struct loop_line *idle; /* where one repeats it, those that turn, too seldom */
    size_t idle_count;
    uint64_t segments;         /* segments of a thread, between two client waits, in which it ran */
    uint64_t returns;          /* those of them that were not the first of their process */
    uint64_t most_in_segment;  /* executions in one of them */
    uint64_t all_segments;     /* all segments of all threads that waited for clients */
    bool serves;               /* one of the threads that ran it waited for a client */
    uint64_t own_transactions; /* of SAVEPOINT: executions outside any BEGIN, which begin a transaction */
    uint64_t transactions;     /* begun ones in which it ran */
    uint64_t waits;            /* executions directly before or after an other wait */
};

/* Returns an array by site number. `threshold` is the least N of a finding. All memory is the pool's. */
struct site_rounds *rounds_count(struct pool *pool, const struct merged_capture *merged, uint64_t threshold);

/*
 * Returns the innermost loop that repeats the site often enough; NULL: none. A loop's tally counts only the
 * sites for which it is this loop.
 */
const struct site_loop *rounds_repeating_loop(const struct site_rounds *rounds);

#endif
