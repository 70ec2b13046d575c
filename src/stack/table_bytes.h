/*
 * Bytes of an unwind table, read one after the other and never past their end. Single-threaded.
 */
#ifndef LOOPLINE_STACK_TABLE_BYTES_H
#define LOOPLINE_STACK_TABLE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_bytes {
    const uint8_t *start; /* of what may be read; NULL where nothing leads backwards */
    const uint8_t *at;
    const uint8_t *end;
    bool bad; /* something was to be read behind the end, or makes no sense: all is 0 from there on */
};

/* `bytes` is 1 to 8; little-endian, as all of x86-64. */
uint64_t table_unsigned(struct table_bytes *table, size_t bytes);
int64_t table_signed(struct table_bytes *table, size_t bytes);
uint64_t table_uleb(struct table_bytes *table);
int64_t table_sleb(struct table_bytes *table);
void table_skip(struct table_bytes *table, uint64_t bytes);

/* A NUL-terminated text, which is bad where it is longer than the buffer. */
void table_string(struct table_bytes *table, char *buffer, size_t capacity);

/* An address in an encoding of .eh_frame (Linux Standard Base 5.0, 10.5.1), absolute or from its own place.
 */
uintptr_t table_pointer(struct table_bytes *table, uint8_t encoding);

#endif
