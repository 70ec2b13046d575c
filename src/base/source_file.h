/*
 * Source files as they are on this machine, where they are those that ran. Each is read once, at first use.
 */
#ifndef LOOPLINE_BASE_SOURCE_FILE_H
#define LOOPLINE_BASE_SOURCE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "index.h"
#include "pool.h"
#include "source_access.h"

struct source_file {
    const char *path;
    uint64_t mtime_ns;  /* when it was last changed */
    const char **lines; /* without their ends; a NUL within a line ends it */
    size_t line_count;  /* 0: the file is not there, is no source, cannot be read, or may not be shown */
};

/* All zero is an empty set. One thread uses it. */
struct source_files {
    struct pool pool; /* owns the files: pool_free(&files->pool) */
    struct source_access access;
    struct source_file **files;
    size_t count; /* how many were looked for, each once */
    size_t capacity;
    struct index index;
};

/* The file at an absolute path, read unless it was before. Never NULL; without lines where there is none. */
const struct source_file *source_files_get(struct source_files *files, const char *path);

/*
 * The same, but NULL where there are no lines, or the file was changed after `newest_mtime_ns`, which is when
 * the program was built (0: unknown, any time is fine): it shows other lines than those that ran.
 */
const struct source_file *source_files_get_unchanged(struct source_files *files, const char *path,
                                                     uint64_t newest_mtime_ns);

/* One line of it, from 1 on; NULL where source_files_get_unchanged gives none or the file ends before. */
const char *source_files_line(struct source_files *files, const char *path, int line,
                              uint64_t newest_mtime_ns);

#endif
