/*
 * Turns values of parameters and results into numbers that can be compared. Equal values give equal numbers,
 * whatever form a driver passes them in: 7, '7', 7.0 and a binary int4 are the same value, and so are a
 * UUID's sixteen bytes and its text.
 *
 * The numbers are hashes under a key that each process draws anew. They stay in memory and never reach the
 * capture. All functions may be called on any thread, allocate nothing and keep errno.
 */
#ifndef LOOPLINE_SHIM_RECORDER_VALUES_H
#define LOOPLINE_SHIM_RECORDER_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/writer/value.h"

enum { VALUE_KEY_BYTES = 64 }; /* longer texts and blobs do not identify a row */

uint64_t value_of_integer(int64_t value);
uint64_t value_of_real(double value);

/* Text as SQL prints it: an integer, a decimal number, a UUID, or any other text. NULL gives 0. */
uint64_t value_of_text(const char *text, size_t length);

/* The same in UTF-16. NULL gives 0. */
uint64_t value_of_utf16(const void *text, size_t bytes, bool big_endian);

/* Sixteen bytes count as a UUID. NULL gives 0. */
uint64_t value_of_blob(const void *bytes, size_t length);

/* An SQL literal with its quotes and prefix, as the normaliser extracts it. */
uint64_t value_of_literal(const char *literal, size_t length);

/*
 * A value in libpq's binary format. `type` is its Oid (server/catalog/pg_type.dat of 15), or 0 if the program
 * left it to the server: then the length decides. NULL gives 0.
 */
uint64_t value_of_binary(const void *bytes, size_t length, uint32_t type);

/* Combines two hashes; the order matters. */
static inline uint64_t value_join(uint64_t left, uint64_t right) {
    const uint64_t mixed = (left ^ (left >> 29)) * 0xbf58476d1ce4e5b9ull + right;
    return (mixed ^ (mixed >> 32)) * 0x94d049bb133111ebull;
}

#endif
