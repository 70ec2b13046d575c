/*
 * Lines of source files that another machine read, by the names under which captures know the files.
 */
#ifndef LOOPLINE_BUNDLE_LINES_H
#define LOOPLINE_BUNDLE_LINES_H

#include "base/index.h"
#include "base/pool.h"

struct known_line {
    int number; /* from 1 */
    const char *text;
};

struct known_file {
    const char *path;
    struct known_line *lines; /* by number */
    size_t count;
    size_t capacity;
};

/* All zero is an empty set; pool_free(&lines->pool) frees it. */
struct known_lines {
    struct pool pool;
    struct known_file **files;
    size_t count;
    size_t capacity;
    struct index index;
};

/* Adds a line, unless that line of the file is known. Path and text are copied. */
void known_lines_add(struct known_lines *lines, const char *path, int number, const char *text);

/* What is known of a file; NULL: nothing. */
const struct known_file *known_lines_file(const struct known_lines *lines, const char *path);

/* NULL where the line is not known. */
const char *known_file_line(const struct known_file *file, int number);

#endif
