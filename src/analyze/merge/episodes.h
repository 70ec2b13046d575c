/*
 * How many children the episodes of a pair of sites had: a distribution of n.
 *
 * Exact where all n are equal, where there is one episode, and for n up to 16; beyond that a median comes
 * from buckets of a quarter of a doubling and is off by at most an eighth. Largest and smallest n are exact
 * but for what episodes_combine estimates.
 */
#ifndef LOOPLINE_ANALYZE_MERGE_EPISODES_H
#define LOOPLINE_ANALYZE_MERGE_EPISODES_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "capture/reader/reader.h"

/* All zero: no episode. */
struct episodes {
    uint64_t count;
    uint64_t children; /* sum of n */
    uint64_t minimum;  /* 0 while there is no episode */
    uint64_t maximum;
    uint64_t *buckets; /* LOOPLINE_HISTOGRAM_BUCKETS counts; NULL while all n are equal */
};

/* Adds `times` episodes of `n` children each; n = 0 or times = 0 adds nothing. */
void episodes_add(struct episodes *episodes, struct pool *pool, uint64_t n, uint64_t times);

/*
 * Adds `times` episodes that had `children` together, spread evenly: where no more is known, the mean stands
 * for the distribution. times = 0 adds nothing.
 */
void episodes_spread(struct episodes *episodes, struct pool *pool, uint64_t children, uint64_t times);

/* Adds the episodes of a captured parent candidate, the open one included. */
void episodes_add_parent_candidate(struct episodes *episodes, struct pool *pool,
                                   const struct capture_parent_candidate *parent_candidate);

/* Adds all of `added`. */
void episodes_add_all(struct episodes *episodes, struct pool *pool, const struct episodes *added);

double episodes_mean(const struct episodes *episodes);     /* 0 without episodes */
uint64_t episodes_median(const struct episodes *episodes); /* the lower one of two; 0 without episodes */

#endif
