/*
 * Numbers and texts as a row of bytes, and back. Numbers are those of this machine: a merged file is read on
 * the architecture that its captures are from.
 */
#ifndef LOOPLINE_BUNDLE_BYTES_H
#define LOOPLINE_BUNDLE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* All zero is an empty one; free(buffer.bytes) ends it. Ends the command where memory runs out. */
struct byte_buffer {
    uint8_t *bytes;
    size_t used;
    size_t capacity;
};

void bytes_add(struct byte_buffer *buffer, const void *bytes, size_t count);
void bytes_add_number(struct byte_buffer *buffer, uint64_t number);
void bytes_add_text(struct byte_buffer *buffer, const char *text); /* NULL stays NULL */

/* What is still to be read. Behind the end all is 0, NULL and `broken`. */
struct byte_cursor {
    const uint8_t *at;
    size_t left;
    bool broken;
};

/* NULL where there are not as many. */
const void *bytes_take(struct byte_cursor *cursor, size_t count);
uint64_t bytes_take_number(struct byte_cursor *cursor);
/* A number of things that take `least_bytes` each; more than can follow is broken. */
size_t bytes_take_count(struct byte_cursor *cursor, size_t least_bytes);
const char *bytes_take_text(struct byte_cursor *cursor, struct pool *pool);

#endif
