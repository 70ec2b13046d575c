/*
 * The lines of the template that a CPython code object was compiled from. The bytes need not be well-formed.
 * Any thread.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_ORIGINS_H
#define LOOPLINE_ANALYZE_PYTHON_ORIGINS_H

#include <stddef.h>
#include <stdint.h>

struct python_code_bytes;

/* All zero: not compiled from a template. Refers to the bytes of struct python_code_bytes. */
struct python_origins {
    const uint8_t *bytes;
    size_t count;
};

struct python_origins python_origins_read(const struct python_code_bytes *bytes);

/*
 * Returns the template's line for a line of the code; lines before the first entry get that entry's line.
 * Returns `line` itself if the code was not compiled from a template, and 0 for 0.
 */
int python_origins_line(const struct python_origins *origins, int line);

#endif
