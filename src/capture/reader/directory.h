/* Finds the capture files that the command line names. */
#ifndef LOOPLINE_CAPTURE_READER_DIRECTORY_H
#define LOOPLINE_CAPTURE_READER_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/index.h"
#include "base/pool.h"

struct capture_paths {
    const char **paths;
    size_t count;
    size_t capacity;
    struct capture_path_identity *identities; /* of each path; directory.c alone looks at them */
    size_t identity_capacity;
    struct index index;
    bool is_unreadable; /* one of the directories */
};

/*
 * Adds the file `path` to `found`. If it is a directory, adds its captures (*.capture) and merged files
 * (*.loopline) in the order of their names; subdirectories are not searched. No file is added twice, whatever
 * its name. Adds a path that does not exist too: opening it gives the better message. Returns NULL, or a
 * message if a directory cannot be read or holds no capture. Everything lives in `pool`.
 */
const char *capture_paths_add(struct pool *pool, struct capture_paths *found, const char *path);

#endif
