/*
 * Source files as they lie on this machine, where they are those that ran.
 */
#ifndef LOOPLINE_ANALYZE_SOURCE_FILE_H
#define LOOPLINE_ANALYZE_SOURCE_FILE_H

#include <stdint.h>
#include <stdio.h>

#include "pool.h"

/*
 * Opens a source to read. NULL: it is not there, is no source, or was changed after `newest_mtime_ns`, which
 * is when the program was built (0: unknown, any time is fine). The caller closes it.
 */
FILE *source_file_open(const char *path, uint64_t newest_mtime_ns);

/* One line without its end, in `pool`; NULL where it cannot be read. */
const char *source_file_line(struct pool *pool, const char *path, int line, uint64_t newest_mtime_ns);

#endif
