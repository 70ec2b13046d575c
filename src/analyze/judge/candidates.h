/*
 * A candidate is what is judged: a statement that a loop repeats, from one line or several.
 *
 * A helper that is called from two branches of a loop makes two call sites, but to the program's author they
 * are one: the same statement in the same loop. Their counts are added up before they are judged.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_CANDIDATES_H
#define LOOPLINE_ANALYZE_JUDGE_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/merge/merged_capture.h"
#include "analyze/rounds/loop_context.h"
#include "analyze/rounds/rounds.h"
#include "parent.h"

struct candidate {
    const struct merged_site *site;   /* all call sites together */
    const struct merged_site **parts; /* the call sites, most executions first */
    /* of each part, the parent candidate of the chosen parent */
    const struct merged_parent_candidate **parent_candidates;
    size_t part_count;
    struct parent_choice choice;       /* its parent_candidate is NULL if no parent qualifies */
    struct loop_line loop;             /* frame NULL: no loop was found */
    bool is_ordered;                   /* the order of all its executions is known */
    const struct site_loop *repeating; /* the loop that repeats it, by that order; NULL: none */
};

struct candidates {
    struct candidate *items;
    size_t count;
    const struct site_rounds *rounds; /* by site number */
};

/*
 * Makes the candidates; every site is part of exactly one. `threshold` is the least N of a finding. All
 * memory is the pool's; `merged` must outlive it.
 */
struct candidates candidates_collect(struct pool *pool, const struct merged_capture *merged,
                                     uint64_t threshold);

/*
 * Returns the episodes of a candidate without a parent. Other statements of the same loop (a look-up and an
 * insert in turn) interrupt each other's runs, but not the loop. So if hardly anything outside the loop ran
 * between the candidate's first and last execution, the thread's waits divide its executions into episodes.
 */
struct episodes candidate_episodes(struct pool *pool, const struct candidate *candidate,
                                   const struct loop_context *loop_context);

/* Returns what the loop did whenever it repeated the statement, by the order in which the call sites ran. */
struct loop_tally candidate_tally(struct pool *pool, const struct candidates *candidates,
                                  const struct candidate *candidate);

#endif
