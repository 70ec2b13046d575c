/*
 * Small questions to files of a root folder, and lists of names for what is said of them.
 */
#ifndef LOOPLINE_CLI_DOCTOR_ROOT_FILES_H
#define LOOPLINE_CLI_DOCTOR_ROOT_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

/* All zero is an empty list. */
struct name_list {
    const char **names;
    size_t count;
    size_t capacity;
};

/* Adds a copy; false where the name is in the list. */
bool name_list_add(struct name_list *list, struct pool *pool, const char *name);
/* "a, b and c"; the first few of many, and how many more there are. */
const char *name_list_text(const struct name_list *list, struct pool *pool);

/* What the parentheses of an extended regular expression match, or all where it has none; NULL: no match. */
const char *text_in_text(struct pool *pool, const char *text, const char *expression);
/*
 * The same for a file's texts (runs of characters between NULs); of several, the highest as a version:
 * libraries also name the versions that they once changed something in.
 */
const char *text_in_file(struct pool *pool, const char *path, const char *expression);

/*
 * What follows `start` on a line of a file below the folder `root`, without quotes; NULL: no such line. Links
 * are followed within the folder alone.
 */
const char *line_of_root(struct pool *pool, int root, const char *path, const char *start);

#endif
