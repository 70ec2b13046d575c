/* The captures of Python code objects (tests/unit/fixtures/python), as the tests see them. */
#ifndef LOOPLINE_UNIT_HELPERS_PYTHON_CAPTURES_H
#define LOOPLINE_UNIT_HELPERS_PYTHON_CAPTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/python/code.h"

enum { CAPTURED_NAME_BYTES = 64, CAPTURED_LOOPS = 4, CAPTURED_QUERIES = 32 };

/* A loop as the source names it. */
struct captured_loop {
    char name[8];
    int header_line;
};

/* Where a query was called from, and the loops that repeat it, outermost first. */
struct captured_query {
    uint32_t offset;
    int line;
    struct captured_loop loops[CAPTURED_LOOPS];
    size_t loop_count;
};

struct captured_code {
    char name[CAPTURED_NAME_BYTES];
    struct python_code_bytes bytes; /* owned */
    struct captured_query queries[CAPTURED_QUERIES];
    size_t query_count;
};

struct python_capture {
    struct captured_code *codes;
    size_t count;
};

/* Reads the capture called `name` ("3.8"). False: not there, or not as the script writes it. */
bool python_capture_read(const char *name, struct python_capture *capture);
void python_capture_free(struct python_capture *capture);

#endif
