/*
 * The distribution of n, the number of children, over the episodes of a pair of sites.
 *
 * The median is exact if all n are equal, if there is one episode, and for n up to 16; above that it comes
 * from buckets of a quarter of a doubling and is off by at most an eighth. The largest and smallest n are
 * exact, except for episodes added by episodes_spread. One thread at a time.
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
    uint64_t minimum;  /* 0: no episode */
    uint64_t maximum;
    uint64_t *buckets; /* LOOPLINE_HISTOGRAM_BUCKETS counts; NULL: all n are equal */
};

/* Adds `times` episodes of `n` children each; n = 0 or times = 0 adds nothing. */
void episodes_add(struct episodes *episodes, struct pool *pool, uint64_t n, uint64_t times);

/*
 * Adds `times` episodes with `children` in all, spread evenly, when nothing more is known of their
 * distribution. times = 0 adds nothing.
 */
void episodes_spread(struct episodes *episodes, struct pool *pool, uint64_t children, uint64_t times);

/* Adds the episodes of a captured parent candidate, including the open one. */
void episodes_add_parent_candidate(struct episodes *episodes, struct pool *pool,
                                   const struct capture_parent_candidate *parent_candidate);

/* Adds all episodes of `added`. */
void episodes_add_all(struct episodes *episodes, struct pool *pool, const struct episodes *added);

double episodes_mean(const struct episodes *episodes);     /* 0 without episodes */
uint64_t episodes_median(const struct episodes *episodes); /* of two the lower; 0 if there are none */

#endif
