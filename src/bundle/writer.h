/*
 * Writes a merged file.
 */
#ifndef LOOPLINE_BUNDLE_WRITER_H
#define LOOPLINE_BUNDLE_WRITER_H

#include <stdio.h>

#include "analyze/symbols/symbols.h"
#include "bytes.h"
#include "lines.h"

/* All zero but for `file`, which stays the caller's, is a file of which nothing is written yet. */
struct bundle_writer {
    FILE *file;
    struct known_lines lines; /* those that a report may show, added while one is made */
    size_t captures;
    struct byte_buffer content; /* of the section that is being made */
    struct byte_buffer stored;
};

/* In this order: the captures, the symbols, the end, which also frees what the writer holds. Whether the
   file was written its error flag tells. */
void bundle_write_capture(struct bundle_writer *writer, const char *name, const void *bytes, size_t size);
/* All that was looked up in files that are here, and what other machines had found out. */
void bundle_write_symbols(struct bundle_writer *writer, const struct symbols *symbols);
void bundle_write_end(struct bundle_writer *writer);

#endif
