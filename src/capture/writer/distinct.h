/*
 * How many different tuples of parameters a call site has seen.
 *
 * Exact up to DISTINCT_EXACT tuples. Beyond, the set keeps only the hashes whose lowest `level` bits are
 * zero, a sample of one in 2^level (adaptive sampling, Wegman 1984): the estimate is off by about one part
 * in the square root of what is kept, 1 % here. It cannot forget, deliberately: a site's counts never fall.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_DISTINCT_H
#define LOOPLINE_CAPTURE_WRITER_DISTINCT_H

#include <stdint.h>

#include "host/memory.h"

#define DISTINCT_EXACT 16384u

struct distinct {
    uint64_t *slots; /* owned by the arena; 0 is an empty slot */
    uint64_t *spare; /* as many slots, for thinning out; NULL until then */
    uint32_t capacity;
    uint32_t kept;
    uint32_t level;
};

/*
 * Adds a well-mixed hash and returns the number of different ones so far. Where the arena gives no more
 * room, the number stays as it is. One thread at a time.
 */
uint64_t distinct_add(struct distinct *set, struct arena *arena, uint64_t hash);

#endif
