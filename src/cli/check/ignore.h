/*
 * The file of rules for what is not reported: one per line.
 *
 *     statement PATTERN        the normal form of a statement, with * and ?
 *     file PATTERN             the loop line's file, from the top of the repository or absolute
 *     function PATTERN         the loop line's function
 *     kind KIND                n+1, duplicate, write-loop
 *     loop ID                  one loop, as the baseline and the JSON report name it
 *
 * A rule may be followed by `until YYYY-MM-DD` (the last day on which it applies) and `because REASON`. Empty
 * lines and lines that begin with # are ignored.
 */
#ifndef LOOPLINE_CLI_CHECK_IGNORE_H
#define LOOPLINE_CLI_CHECK_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "model/report.h"

struct ignore_rule {
    const char *field;
    const char *pattern;
    const char *until;  /* NULL: no end */
    const char *reason; /* NULL: none is given */
    int line;           /* in the file */
    bool has_ended;
    size_t matches; /* loops that it applied to */
};

struct ignore_rules {
    struct ignore_rule *rules;
    size_t count;
    size_t capacity;
};

/*
 * Reads the file. `today` as YYYY-MM-DD. Returns false, with the fault said on standard error, where it
 * cannot be read or a line is wrong. Memory is `pool`'s.
 */
bool ignore_read(struct pool *pool, const char *path, const char *today, struct ignore_rules *rules);

/* Returns true if a rule that has not ended applies to the loop, and counts the match. */
bool ignore_applies(struct ignore_rules *rules, const struct report_loop *loop);

#endif
