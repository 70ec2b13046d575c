/*
 * Values of parameters and of results as numbers that can be compared: equal values give equal numbers, in
 * whatever form a driver passes them. 7, '7', 7.0 and a binary int4 are one value; so are a UUID's sixteen
 * bytes and its text.
 *
 * The numbers are hashes under a key that is drawn anew for each process, live in memory alone, and never
 * reach the capture. All functions: any thread, no memory, errno untouched.
 */
#ifndef LOOPLINE_SHIM_RECORDER_VALUES_H
#define LOOPLINE_SHIM_RECORDER_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/writer/value.h"

enum { VALUE_KEY_BYTES = 64 }; /* longer text and longer blobs identify no row */

uint64_t value_of_integer(int64_t value);
uint64_t value_of_real(double value);

/* Text as it stands in SQL's output: a whole number, a decimal, a UUID, or simply text. NULL gives 0. */
uint64_t value_of_text(const char *text, size_t length);

/* The same in UTF-16. NULL gives 0. */
uint64_t value_of_utf16(const void *text, size_t bytes, bool big_endian);

/* Sixteen bytes are taken for a UUID. NULL gives 0. */
uint64_t value_of_blob(const void *bytes, size_t length);

/* A literal of SQL: with quotes and prefix, as the normaliser lifts it out. */
uint64_t value_of_literal(const char *literal, size_t length);

/*
 * A value in libpq's binary format. `type` is its Oid (server/catalog/pg_type.dat of 15), 0 where the program
 * left it to the server: then the length decides. NULL gives 0.
 */
uint64_t value_of_binary(const void *bytes, size_t length, uint32_t type);

/* One hash for a tuple; depends on the order. */
static inline uint64_t value_join(uint64_t left, uint64_t right) {
    const uint64_t mixed = (left ^ (left >> 29)) * 0xbf58476d1ce4e5b9ull + right;
    return (mixed ^ (mixed >> 32)) * 0x94d049bb133111ebull;
}

#endif
