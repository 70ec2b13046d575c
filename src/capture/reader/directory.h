/* Finds the capture files that the command line names. */
#ifndef LOOPLINE_CAPTURE_READER_DIRECTORY_H
#define LOOPLINE_CAPTURE_READER_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

struct capture_paths {
    const char **paths;
    size_t count;
    size_t capacity;
    bool is_unreadable; /* one of the directories */
};

/*
 * Adds to `found` the file `path`, or where it is a directory its files named *.capture, and merged
 * files (*.loopline), in the order of their names, without those of directories below. A file that is there
 * already, under whatever name, is not added again. A path that does not exist is added: opening it gives the
 * better message. Returns NULL, or for a directory that cannot be read or holds no capture a message that
 * names it. Everything lives in `pool`.
 */
const char *capture_paths_add(struct pool *pool, struct capture_paths *found, const char *path);

#endif
