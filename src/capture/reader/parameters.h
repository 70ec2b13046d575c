/*
 * Sets of parameters, joined and counted: see struct loopline_parameters.
 *
 * Hashes of one key (a process and its forks) are joined as sets. Those by different keys cannot be compared:
 * of several keys the largest set counts, which all of them may be parts of.
 */
#ifndef LOOPLINE_CAPTURE_READER_PARAMETERS_H
#define LOOPLINE_CAPTURE_READER_PARAMETERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "loopline/capture.h"

/* What ran by one key. */
struct parameter_set {
    uint64_t key;     /* as the header's `parameter_key` */
    uint32_t *hashes; /* ascending, each once */
    size_t count;
    uint8_t
        *registers; /* LOOPLINE_PARAMETER_REGISTERS of them, in place of hashes; NULL: the hashes are all */
};

/* All zero is no set at all. */
struct parameter_sets {
    struct parameter_set *sets; /* by key, each once */
    size_t count;
    size_t capacity;
};

/* Adds a record's hashes or registers, whichever it holds; a record that is lost adds nothing. */
void parameter_sets_add_record(struct pool *pool, struct parameter_sets *sets, uint64_t key,
                               const struct loopline_parameters *record);

/* Adds what `other` holds; the sets of both stay their own. */
void parameter_sets_join(struct pool *pool, struct parameter_sets *sets, const struct parameter_sets *other);

/* How many different ones; exact where registers were not needed. 0: there is no set. */
uint64_t parameter_sets_count(const struct parameter_sets *sets);

#endif
