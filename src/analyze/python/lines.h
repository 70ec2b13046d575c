/*
 * The line table of a CPython code object: co_lnotab up to 3.9, co_linetable since, in all three formats. The
 * bytes need not be well-formed. One thread at a time.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_LINES_H
#define LOOPLINE_ANALYZE_PYTHON_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Consecutive instructions on the same line. An instruction starts at the start of each run. */
struct python_line_run {
    uint32_t start; /* byte offsets into the bytecode */
    uint32_t end;
    int line; /* 0: none */
};

struct python_lines {
    struct python_line_run *runs; /* in order, without gaps from offset 0, none empty */
    size_t count;
};

struct python_code_bytes;

/*
 * Reads the line table. Returns false if memory runs out. Free the result with python_lines_free, also after
 * a failure.
 */
bool python_lines_read(struct python_lines *lines, const struct python_code_bytes *bytes);
void python_lines_free(struct python_lines *lines);

/* Returns the run that covers a byte offset, owned by `lines`; NULL: none. */
const struct python_line_run *python_lines_find(const struct python_lines *lines, uint32_t offset);

#endif
