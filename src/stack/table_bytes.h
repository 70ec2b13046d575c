/* Reads the bytes of an unwind table in order, never past their end. One thread at a time. */
#ifndef LOOPLINE_STACK_TABLE_BYTES_H
#define LOOPLINE_STACK_TABLE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_bytes {
    const uint8_t *start; /* first byte that may be read; NULL if nothing refers backwards */
    const uint8_t *at;
    const uint8_t *end;
    bool bad; /* a read went past the end or met nonsense: everything reads as 0 from then on */
};

/* Read a little-endian number of 1 to 8 bytes. */
uint64_t table_unsigned(struct table_bytes *table, size_t bytes);
int64_t table_signed(struct table_bytes *table, size_t bytes);
/* Read a LEB128 number (DWARF 5, 7.6). */
uint64_t table_uleb(struct table_bytes *table);
int64_t table_sleb(struct table_bytes *table);
void table_skip(struct table_bytes *table, uint64_t bytes);

/* Reads a NUL-terminated text. One that does not fit the buffer is bad. */
void table_string(struct table_bytes *table, char *buffer, size_t capacity);

/*
 * Reads an address in an encoding of .eh_frame (Linux Standard Base 5.0, 10.5.1), absolute or relative to its
 * own place.
 */
uintptr_t table_pointer(struct table_bytes *table, uint8_t encoding);

#endif
