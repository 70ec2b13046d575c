/* Numbers in the encodings of .eh_frame and .gcc_except_table (Linux Standard Base 5.0, 10.5 and 10.6). */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_ENCODED_BYTES_H
#define LOOPLINE_ANALYZE_SYMBOLS_ENCODED_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes still to be read, and their address. */
struct encoded_bytes {
    const uint8_t *next;
    size_t left;
    uint64_t address; /* of *next */
};

/*
 * Each reads one number and moves past it. Returns false if the bytes end too early or the encoding is
 * unknown.
 */
bool encoded_bytes_number(struct encoded_bytes *bytes, size_t size, bool is_signed, uint64_t *value);
bool encoded_bytes_uleb(struct encoded_bytes *bytes, uint64_t *value);
bool encoded_bytes_pointer(struct encoded_bytes *bytes, uint8_t encoding, uint64_t *value);

#endif
