/*
 * The line table of a CPython code object: co_lnotab up to 3.9, co_linetable since, in the three formats that
 * this has had. Not thread-safe; nothing here is trusted to be well-formed.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_LINES_H
#define LOOPLINE_ANALYZE_PYTHON_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Instructions that follow one another and share a line. An instruction starts where a run starts. */
struct python_line_run {
    uint32_t start; /* byte offsets into the bytecode */
    uint32_t end;
    int line; /* 0: none */
};

struct python_lines {
    struct python_line_run *runs; /* in order, without gaps from offset 0 on, none empty */
    size_t count;
};

struct python_code_bytes;

/* False: out of memory. The result is freed by python_lines_free, after a failure too. */
bool python_lines_read(struct python_lines *lines, const struct python_code_bytes *bytes);
void python_lines_free(struct python_lines *lines);

/* The run that covers a byte offset; NULL: none. Owned by `lines`. */
const struct python_line_run *python_lines_find(const struct python_lines *lines, uint32_t offset);

#endif
