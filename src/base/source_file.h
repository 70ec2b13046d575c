/* Source files on this machine. Each file is read once, at first use. */
#ifndef LOOPLINE_BASE_SOURCE_FILE_H
#define LOOPLINE_BASE_SOURCE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "index.h"
#include "pool.h"
#include "source_access.h"

struct source_file {
    const char *path;
    uint64_t mtime_ns;  /* time of its last change */
    const char **lines; /* without line ends; a NUL within a line ends it */
    size_t line_count;  /* 0: the file is missing, not source, unreadable, or may not be shown */
};

/* Empty when all zero. Belongs to one thread. */
struct source_files {
    struct pool pool; /* owns the files: pool_free(&files->pool) */
    struct source_access access;
    struct source_file **files;
    size_t count; /* number of paths looked up, each counted once */
    size_t capacity;
    struct index index;
};

/*
 * Returns the file at an absolute path, reading it at the first call. Never NULL; line_count 0 if there is
 * nothing to show. Owned by `files`.
 */
const struct source_file *source_files_get(struct source_files *files, const char *path);

/*
 * The same, but NULL if the file has no lines or was changed after `newest_mtime_ns`, the time the program
 * was built (0: unknown, accept any): its lines may not be those that ran.
 */
const struct source_file *source_files_get_unchanged(struct source_files *files, const char *path,
                                                     uint64_t newest_mtime_ns);

/*
 * Returns one line, counted from 1, or NULL if source_files_get_unchanged returns NULL or the file is
 * shorter.
 */
const char *source_files_line(struct source_files *files, const char *path, int line,
                              uint64_t newest_mtime_ns);

#endif
