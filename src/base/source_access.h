/*
 * Which source files a report may show lines of. A capture says where its program's source lies, and anyone
 * can write a capture: what it names must not be shown because whoever makes the report happens to be able to
 * read it.
 */
#ifndef LOOPLINE_BASE_SOURCE_ACCESS_H
#define LOOPLINE_BASE_SOURCE_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "pool.h"

/* All zero: what the reader's own captures may show. */
struct source_access {
    const char **roots; /* folders, resolved, below which every file is source: the user said so */
    size_t root_count;
    size_t root_capacity;
    uid_t *owners; /* of captures that are not the reader's own: each of them has to be able to read a file */
    size_t owner_count;
    size_t owner_capacity;
};

/* A folder that the user named; one that does not exist is left out. */
void source_access_add_root(struct source_access *access, struct pool *pool, const char *folder);

/* Who owns a capture. */
void source_access_add_owner(struct source_access *access, struct pool *pool, uid_t owner);

/*
 * Whether lines of a file that was opened at `path` may be shown: it is below a root; or each owner can read
 * it by its mode and those of the folders above it, and it is source, which its name's ending tells or its
 * first characters, "#!". A key, a password file or a listing of settings is none.
 */
bool source_access_allows(const struct source_access *access, int file, const char *path);

#endif
