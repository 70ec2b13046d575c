/*
 * Which loops ran, how often, and how many rounds of them ran which statement: from the order in which the
 * call sites ran, and the loops around the calls on their stacks.
 *
 * Which loops those are is said in site_levels.h. An execution of a loop lasts as long as everything that
 * runs in the thread runs within it: a statement whose stack does not pass through it ends it, and so does a
 * wait for a client. Within one execution a new round has begun when a call site comes again that has run in
 * this round already; of several loops around it, the innermost turned. So call sites in a straight line are
 * one round, whatever loop is around them, and an outer loop turns when something runs in it that the inner
 * one does not hold.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_ROUNDS_H
#define LOOPLINE_ANALYZE_JUDGE_ROUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"

/*
 * How one loop repeated one statement, from whichever lines. `waits` are rounds before which the thread had
 * waited for something else than a client or a database since the round before.
 */
struct loop_tally {
    struct episodes episodes;  /* executions of the loop that ran it: n executions of the statement each */
    struct episodes repeating; /* of them, those with as many rounds as a finding asks for */
    uint64_t most_rounds;      /* in one execution of the loop, rounds that ran the statement */
    uint64_t rounds;           /* in all of them */
    uint64_t segments;         /* stretches of a thread in which it repeated the statement often enough */
    uint64_t waits;
};

/* A loop that may repeat a call site. */
struct site_loop {
    struct loop_line line;
    bool calls_program; /* a library's, further in than the program, which calls the program back */
    const struct loop_tally *tally; /* never NULL */
};

/* What is known of a call site. */
struct site_rounds {
    const struct site_loop
        *loops; /* the innermost first; where one repeats it often enough, that one alone */
    size_t loop_count;
    const struct loop_line *idle; /* where one repeats it, those that turn, too seldom */
    size_t idle_count;
    uint64_t segments;         /* stretches of a thread between two waits for a client in which it ran */
    uint64_t all_segments;     /* all of them, of all threads that waited for clients, whatever ran in them */
    bool serves;               /* one of these threads waited for a client */
    uint64_t own_transactions; /* of SAVEPOINT: executions outside any BEGIN, which are transactions */
    uint64_t
        waits; /* executions right after which, or before which, the thread had waited for something else */
};

/* By the number of the site in the run. `threshold` is the least N of a finding. All memory is the pool's. */
struct site_rounds *rounds_count(struct pool *pool, const struct merged_capture *merged, uint64_t threshold);

/* The innermost loop that repeats the site often enough; NULL: there is none. A loop's tally holds only sites
 * that it is that one for. */
const struct site_loop *rounds_repeating_loop(const struct site_rounds *rounds);

#endif
