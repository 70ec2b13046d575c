/*
 * What is judged: a statement that a loop repeats, from one line of the loop or from several.
 *
 * A helper that is called from two branches of a loop makes two call sites, and to the program's author they
 * are one: the same statement in the same loop. Their counts are added up before anything is judged.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_CANDIDATES_H
#define LOOPLINE_ANALYZE_JUDGE_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/merge/merged_capture.h"
#include "loop_context.h"
#include "parent.h"
#include "rounds.h"

struct candidate {
    const struct merged_site *site;         /* of all call sites together */
    const struct merged_site *const *parts; /* the call sites; the one with the most executions first */
    const struct merged_parent_candidate *const
        *parent_candidates; /* the parent candidate from the parent of each, as if it were alone */
    size_t part_count;
    struct parent_choice choice;       /* its parent candidate is NULL where no parent qualifies */
    struct loop_line loop;             /* a frame of NULL: no loop was found */
    bool is_ordered;                   /* the order in which all its executions ran is known */
    const struct site_loop *repeating; /* by that order, the loop that repeats it; NULL: none does */
};

struct candidates {
    struct candidate *items;
    size_t count;
    const struct site_rounds *rounds; /* by the number of the site in the run */
};

/* Every site of a run is part of exactly one candidate. All memory is the pool's; the run must outlive it. */
struct candidates candidates_collect(struct pool *pool, const struct merged_capture *merged,
                                     uint64_t threshold);

/*
 * The episodes of a candidate without a parent. Other statements of the same loop (a look-up and an insert,
 * in turn) interrupt each other's runs, but not the loop: where hardly anything else ran between the
 * candidate's first execution and its last, it is the waits of the thread that divide them.
 */
struct episodes candidate_episodes(struct pool *pool, const struct candidate *candidate,
                                   const struct loop_context *loop_context);

/* The same by the order in which call sites ran: what the loop did whenever it repeated the statement. */
struct loop_tally candidate_tally(struct pool *pool, const struct candidates *candidates,
                                  const struct candidate *candidate);

#endif
