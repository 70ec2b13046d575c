/* Reads the small files of `loopline check`: one entry per line, empty lines and comments. */
#ifndef LOOPLINE_CLI_CHECK_LINES_H
#define LOOPLINE_CLI_CHECK_LINES_H

#include <stdbool.h>

/* A place in a file that is being read. */
struct lines_place {
    const char *path;
    int line; /* from 1 */
    void *context;
};

/*
 * Calls `take` for each line that is neither empty nor a comment (`#`), without the white space around it;
 * `take` may change the text and says what is wrong with it. Returns false where `take` did for any line, or
 * where the file could not be read, which is said, with `advice` behind it ("" for none).
 */
bool lines_read(const char *path, const char *advice,
                bool (*take)(const struct lines_place *place, char *line), void *context);

#endif
