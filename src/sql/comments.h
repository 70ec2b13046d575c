/*
 * Finds the comments that drivers and frameworks put around a statement: one before it, one behind it.
 *
 * Safe in the user's process, like normalize.h; any thread.
 */
#ifndef LOOPLINE_SQL_COMMENTS_H
#define LOOPLINE_SQL_COMMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "normalize.h"

/* A comment behind the statement is looked for so far from its end. tracestate alone may have 512 bytes. */
enum { SQL_COMMENT_BYTES = 2048 };

/* A part of a text. Length 0: there is none. */
struct sql_part {
    const char *bytes;
    size_t length;
};

struct sql_commented {
    struct sql_part before; /* the content of the comments, without their marks */
    struct sql_part body;   /* the statement between them */
    struct sql_part after;
};

/* Returns false if no comment stands around the text. Quick; true says that it is worth a look. */
static inline bool sql_may_be_commented(const char *sql, size_t length) {
    if (length < 4)
        return false;
    const unsigned char last = (unsigned char)sql[length - 1];
    return (sql[0] == '/' && sql[1] == '*') || (last == '/' && sql[length - 2] == '*') || last == ';' ||
           last <= ' ';
}

/*
 * Takes a text apart, in which there is no NUL. A comment with another one in it, or one behind the statement
 * that goes over a line's end, is left in the body. What looks like a comment behind the statement may be the
 * end of a literal: ask sql_body_is_whole.
 */
struct sql_commented sql_comments_around(const char *sql, size_t length);

/*
 * Returns true if the statement is over where the body ends, so that what stands behind is a comment, and any
 * other comment could stand there. Reads the text once.
 */
bool sql_body_is_whole(struct sql_options options, const char *sql, size_t length, struct sql_part body);

#endif
