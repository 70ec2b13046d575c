/*
 * A merged file: captures of many processes, and what only their machines could say of them. `loopline merge`
 * writes it; every command that reads captures reads it.
 *
 * The header, then sections one after the other: a head, and `stored_bytes` of zlib's format that make
 * `bytes` when they are inflated. What is in them is a row of numbers (64 bits) and texts (a length, then
 * bytes without a NUL; the length UINT64_MAX: no text).
 *
 * A capture: the name under which it was merged, then the capture as it is.
 *
 * A module: path, build-id (length, bytes), file size, time, state, exports (count, texts), places (count). A
 * place: offset, function, frames (count), loops (count). A frame: function, file, line, column, scope,
 * declaration line, inlined, offset in the function. A loop: number, frame, start, header line. See struct
 * symbols_place.
 *
 * Lines: path of the source file, count, and for each its number and its text.
 *
 * The end: empty. A file without it breaks off.
 *
 * A reader passes over kinds that it does not know, and refuses another version.
 */
#ifndef LOOPLINE_BUNDLE_FORMAT_H
#define LOOPLINE_BUNDLE_FORMAT_H

#include <stdint.h>

#define BUNDLE_MAGIC "LOOPMRGD"
#define BUNDLE_VERSION 1u

struct bundle_header {
    char magic[8];
    uint32_t version;
    uint32_t reserved;
};

enum bundle_section_kind {
    BUNDLE_CAPTURE = 1,
    BUNDLE_MODULE = 2,
    BUNDLE_LINES = 3,
    BUNDLE_END = 4,
};

struct bundle_section {
    uint32_t kind; /* enum bundle_section_kind */
    uint32_t reserved;
    uint64_t stored_bytes;
    uint64_t bytes;
};

#endif
