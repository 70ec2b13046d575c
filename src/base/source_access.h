/*
 * Decides which source files a report may show lines of. A capture names source files, and anyone can write a
 * capture: a file must not be shown merely because the user who makes the report can read it.
 */
#ifndef LOOPLINE_BASE_SOURCE_ACCESS_H
#define LOOPLINE_BASE_SOURCE_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "pool.h"

/* All zero: the rules for the user's own captures. */
struct source_access {
    const char **roots; /* resolved paths of folders; the user declared every file below them source */
    size_t root_count;
    size_t root_capacity;
    uid_t
        *owners; /* owners of captures that belong to other users; each of them must be able to read a file */
    size_t owner_count;
    size_t owner_capacity;
};

/* Adds a folder that the user named. A folder that does not exist is ignored. */
void source_access_add_root(struct source_access *access, struct pool *pool, const char *folder);

/* Adds the owner of a capture. */
void source_access_add_owner(struct source_access *access, struct pool *pool, uid_t owner);

/*
 * Returns true if lines of the open descriptor `file`, opened at `path`, may be shown. They may if the file
 * is below a root. Otherwise every owner must be able to read it, by its mode and those of the folders above
 * it, and it must be source: by its name's suffix, or because it begins with "#!". Keys, password files and
 * settings are not source.
 */
bool source_access_allows(const struct source_access *access, int file, const char *path);

#endif
