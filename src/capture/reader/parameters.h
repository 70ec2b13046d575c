/*
 * Joins and counts sets of parameters (struct loopline_parameters).
 *
 * Hashes made with the same key (by a process and its forks) are joined as sets. Hashes made with different
 * keys cannot be compared: of several keys only the largest set counts, because it may contain all the
 * others.
 */
#ifndef LOOPLINE_CAPTURE_READER_PARAMETERS_H
#define LOOPLINE_CAPTURE_READER_PARAMETERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "loopline/capture.h"

/* The parameters hashed with one key. */
struct parameter_set {
    uint64_t key;     /* `parameter_key` of the header */
    uint32_t *hashes; /* ascending, without duplicates */
    size_t count;
    uint8_t *registers; /* LOOPLINE_PARAMETER_REGISTERS, instead of hashes; NULL: there are only hashes */
};

/* Empty when all zero. */
struct parameter_sets {
    struct parameter_set *sets; /* ordered by key, one for each */
    size_t count;
    size_t capacity;
};

/* Adds a record's hashes or registers; a record in the state FOLDING adds nothing. */
void parameter_sets_add_record(struct pool *pool, struct parameter_sets *sets, uint64_t key,
                               const struct loopline_parameters *record);

/* Adds the sets of `other`, which are copied. */
void parameter_sets_join(struct pool *pool, struct parameter_sets *sets, const struct parameter_sets *other);

/* Returns the number of different tuples, exact if no registers were needed. 0: there is no set. */
uint64_t parameter_sets_count(const struct parameter_sets *sets);

#endif
