/*
 * In which row a column of a kept result holds a value, without reading all rows each time.
 *
 * An index is filled as it is used: each search goes on reading where the one before it ended, so that no
 * search takes longer than reading the column once, and all of them together little longer. Rows that come
 * later are read later. One thread record's indexes; the results may be another's, which changes them
 * meanwhile: what an index says is looked up again in the result.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_VALUE_INDEX_H
#define LOOPLINE_CAPTURE_WRITER_VALUE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "results.h"

struct value_index;

/* A thread record's, all zero at first. Mapped for good when the first result of some length is searched. */
struct value_indexes {
    struct value_index *all; /* NULL: none yet, or no memory */
    bool refused;            /* no memory */
};

/* The first row where `column` holds `value`, which is not 0. The thread record's thread. */
bool value_index_find(struct value_indexes *indexes, const struct recent_result *result, uint32_t column,
                      uint64_t value, uint32_t *row);

#endif
