/* Finds the records in the bytes of a capture: walks the chunks and checks bounds, but not content. */
#ifndef LOOPLINE_CAPTURE_READER_RECORDS_H
#define LOOPLINE_CAPTURE_READER_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "capture/reader/reader.h"

/* The records of one type, in the order of the file. */
struct record_list {
    const struct loopline_record **records;
    size_t count;
    size_t capacity;
};

#define RECORD_TYPES (LOOPLINE_RECORD_SITE_TAGS + 1)

struct records {
    struct record_list of_type[RECORD_TYPES];
};

/*
 * Finds every complete record in the `size` bytes of a capture whose header has been checked. Each record
 * found is within `bytes`, aligned to 8, and at least as large as its type's fixed part. Incomplete ones are
 * counted in `damage`. The lists belong to `pool` and point into `bytes`.
 */
void records_find(const void *bytes, size_t size, struct pool *pool, struct records *records,
                  struct capture_damage *damage);

#endif
