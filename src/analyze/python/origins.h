/*
 * Lines of a template that code of CPython was compiled from. Nothing here is trusted to be well-formed.
 * Thread-safe.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_ORIGINS_H
#define LOOPLINE_ANALYZE_PYTHON_ORIGINS_H

#include <stddef.h>
#include <stdint.h>

struct python_code_bytes;

/* All zero: the code was not made from a template. The bytes are those of struct python_code_bytes. */
struct python_origins {
    const uint8_t *bytes;
    size_t count;
};

struct python_origins python_origins_read(const struct python_code_bytes *bytes);

/*
 * The template's line that a line of the code was made from; what is in front of all is its first line's.
 * `line` itself where the code was not made from a template, and 0 where that is 0.
 */
int python_origins_line(const struct python_origins *origins, int line);

#endif
