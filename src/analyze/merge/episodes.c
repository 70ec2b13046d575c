#include "episodes.h"

#include <math.h>

/* Something in the middle of what a bucket holds. */
static uint64_t bucket_middle(uint32_t bucket) {
    const uint64_t floor = loopline_histogram_floor(bucket);
    if (bucket + 1 >= LOOPLINE_HISTOGRAM_BUCKETS)
        return floor;
    return floor + (loopline_histogram_floor(bucket + 1) - floor) / 2;
}

static void need_buckets(struct episodes *episodes, struct pool *pool) {
    if (episodes->buckets)
        return;
    episodes->buckets = pool_allocate(pool, LOOPLINE_HISTOGRAM_BUCKETS, sizeof(*episodes->buckets));
    if (episodes->count)
        episodes->buckets[loopline_histogram_bucket(episodes->minimum)] = episodes->count;
}

static void widen(struct episodes *episodes, uint64_t minimum, uint64_t maximum) {
    if (!episodes->count || minimum < episodes->minimum)
        episodes->minimum = minimum;
    if (maximum > episodes->maximum)
        episodes->maximum = maximum;
}

void episodes_add(struct episodes *episodes, struct pool *pool, uint64_t n, uint64_t times) {
    if (!n || !times)
        return;
    const bool all_equal = !episodes->buckets && (!episodes->count || episodes->minimum == n);
    if (!all_equal) {
        need_buckets(episodes, pool);
        episodes->buckets[loopline_histogram_bucket(n)] += times;
    }
    widen(episodes, n, n);
    episodes->count += times;
    episodes->children += n * times;
}

void episodes_spread(struct episodes *episodes, struct pool *pool, uint64_t children, uint64_t times) {
    if (!times)
        return;
    episodes_add(episodes, pool, children / times, times - children % times);
    episodes_add(episodes, pool, children / times + 1, children % times);
}

static void add_closed(struct episodes *episodes, struct pool *pool,
                       const struct capture_parent_candidate *parent_candidate) {
    if (!parent_candidate->episodes)
        return;
    if (parent_candidate->minimum == parent_candidate->maximum &&
        parent_candidate->maximum * parent_candidate->episodes == parent_candidate->children) {
        episodes_add(episodes, pool, parent_candidate->maximum, parent_candidate->episodes);
        return;
    }
    need_buckets(episodes, pool);
    uint64_t counted = 0;
    for (uint32_t i = 0; parent_candidate->histogram && i < LOOPLINE_HISTOGRAM_BUCKETS; i++) {
        episodes->buckets[i] += parent_candidate->histogram[i];
        counted += parent_candidate->histogram[i];
    }
    /* A histogram that was lost, or read while it changed: the mean stands for what is missing. */
    const uint64_t mean = parent_candidate->children / parent_candidate->episodes;
    if (counted < parent_candidate->episodes)
        episodes->buckets[loopline_histogram_bucket(mean)] += parent_candidate->episodes - counted;
    widen(episodes, parent_candidate->minimum ? parent_candidate->minimum : mean,
          parent_candidate->maximum > mean ? parent_candidate->maximum : mean);
    episodes->count += parent_candidate->episodes;
    episodes->children += parent_candidate->children;
}

void episodes_add_parent_candidate(struct episodes *episodes, struct pool *pool,
                                   const struct capture_parent_candidate *parent_candidate) {
    add_closed(episodes, pool, parent_candidate);
    episodes_add(episodes, pool, parent_candidate->open, 1);
}

void episodes_add_all(struct episodes *episodes, struct pool *pool, const struct episodes *added) {
    if (!added->count)
        return;
    if (!added->buckets) {
        episodes_add(episodes, pool, added->minimum, added->count);
        widen(episodes, added->minimum, added->maximum); /* which may have been estimated */
        return;
    }
    need_buckets(episodes, pool);
    for (uint32_t i = 0; i < LOOPLINE_HISTOGRAM_BUCKETS; i++)
        episodes->buckets[i] += added->buckets[i];
    widen(episodes, added->minimum, added->maximum);
    episodes->count += added->count;
    episodes->children += added->children;
}

double episodes_mean(const struct episodes *episodes) {
    return episodes->count ? (double)episodes->children / (double)episodes->count : 0;
}

uint64_t episodes_median(const struct episodes *episodes) {
    if (!episodes->buckets || episodes->minimum == episodes->maximum)
        return episodes->minimum;
    const uint64_t middle = episodes->count / 2 + episodes->count % 2;
    uint64_t passed = 0;
    uint32_t bucket = 0;
    for (; bucket + 1 < LOOPLINE_HISTOGRAM_BUCKETS; bucket++) {
        passed += episodes->buckets[bucket];
        if (passed >= middle)
            break;
    }
    const uint64_t median = bucket < 16 ? loopline_histogram_floor(bucket) : bucket_middle(bucket);
    if (median < episodes->minimum)
        return episodes->minimum;
    return median > episodes->maximum ? episodes->maximum : median;
}
