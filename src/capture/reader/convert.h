/*
 * Helpers for converting records of any type. One thread reads a capture; converted items belong to its pool.
 */
#ifndef LOOPLINE_CAPTURE_READER_CONVERT_H
#define LOOPLINE_CAPTURE_READER_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/reader/reader.h"
#include "capture/reader/records.h"

/* A capture that is being parsed from `size` bytes. */
struct parse {
    struct capture *capture;
    struct records records;
    const uint8_t *bytes;
    size_t size;
};

/*
 * Converts the records of one type to items. `convert` fills in an item, or returns false for a record that
 * contradicts itself, which counts as damage. Returns the items ordered by id; each starts with its id
 * (by_id.h).
 */
void *records_convert(struct parse *parse, enum loopline_record_type type, size_t item_bytes,
                      bool (*convert)(struct parse *, const void *record, void *item), size_t *item_count);

/*
 * Returns the text after the fixed part of a record, NUL-terminated, or NULL if its length does not fit the
 * record.
 */
const char *convert_tail(struct parse *parse, const struct loopline_record *record, const char *tail,
                         uint32_t tail_bytes);

#endif
