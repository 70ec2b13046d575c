/*
 * Finds the row in which a column of a kept result holds a value, without reading all rows each time.
 *
 * An index is filled as it is used: each search continues reading where the previous one ended, so no search
 * takes longer than reading the column once, and all together take little longer. Rows that arrive later are
 * read later. The indexes belong to one thread record; the results may belong to another, which may be
 * changing them, so each hit is checked in the result.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_VALUE_INDEX_H
#define LOOPLINE_CAPTURE_WRITER_VALUE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "results.h"

struct value_index;

/* The indexes of a thread record, all zero at first. They are allocated when the first result of some length
 * is searched, and stay. */
struct value_indexes {
    struct value_index *all; /* NULL: none, or no memory */
    bool refused;            /* no memory */
};

/*
 * Finds the first row in which `column` holds `value`, which is not 0, and sets `*row`. Returns false if
 * there is none. The arena owns the indexes. The thread record's thread.
 */
bool value_index_find(struct value_indexes *indexes, struct arena *arena, const struct recent_result *result,
                      uint32_t column, uint64_t value, uint32_t *row);

#endif
