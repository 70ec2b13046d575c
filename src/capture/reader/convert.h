/*
 * What converting records of any type takes. A capture is read by one thread; what is converted lives in its
 * pool.
 */
#ifndef LOOPLINE_CAPTURE_READER_CONVERT_H
#define LOOPLINE_CAPTURE_READER_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/reader/reader.h"
#include "capture/reader/records.h"

/* A capture on its way from `size` bytes to what the reader gives out. */
struct parse {
    struct capture *capture;
    struct records records;
    const uint8_t *bytes;
    size_t size;
};

/*
 * Turns the records of one type into items: `convert` fills one in, or returns false for a record that
 * contradicts itself, which is counted as damage. Returns the items, ordered by id. Each starts with its id,
 * as src/capture/reader/by_id.h asks.
 */
void *records_convert(struct parse *parse, enum loopline_record_type type, size_t item_bytes,
                      bool (*convert)(struct parse *, const void *record, void *item), size_t *item_count);

/* The text behind the fixed part of a record, or NULL where its length does not fit the record. */
const char *convert_tail(struct parse *parse, const struct loopline_record *record, const char *tail,
                         uint32_t tail_bytes);

#endif
