/*
 * What the programs of these cases share: they do one thing to a database, print what the program itself saw,
 * and end with status 1 and a word on standard error where the database did not do as expected.
 */
#ifndef LOOPLINE_CASE_H
#define LOOPLINE_CASE_H

#include <stdio.h>
#include <stdlib.h>

#define NOINLINE __attribute__((noinline))

static inline void must(int holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "case: failed: %s\n", what);
    exit(EXIT_FAILURE);
}

#define MUST(condition) must(!!(condition), #condition)

#endif
