/*
 * Reads a merged file, which may be damaged or made by anybody.
 */
#ifndef LOOPLINE_BUNDLE_READER_H
#define LOOPLINE_BUNDLE_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/symbols/symbols.h"
#include "lines.h"

/* Where what is in a merged file goes. */
struct bundle_target {
    /* A capture, valid for the call and aligned to 8. */
    void (*capture)(void *context, const char *name, const void *bytes, size_t size);
    void *context;
    struct symbols *symbols;
    struct known_lines *lines;
};

/* Whether these are the first bytes of a merged file. */
bool bundle_is(const void *bytes, size_t size);

/*
 * Reads all of a merged file, for which bundle_is said yes. Returns NULL, or what is wrong with it and what
 * to do; what was read up to there is with the target.
 */
const char *bundle_read(const void *bytes, size_t size, const struct bundle_target *target);

#endif
