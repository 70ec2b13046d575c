/*
 * Another library that is preloaded and stands in for a function of SQLite: it counts the calls that come by
 * and passes them on. At exit it tells how many came.
 */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdio.h>

static int steps;

int sqlite3_step(sqlite3_stmt *statement) {
    static __typeof__(sqlite3_step) *next;
    if (!next)
        next = (__typeof__(next))dlsym(RTLD_NEXT, "sqlite3_step");
    steps++;
    return next(statement);
}

__attribute__((destructor)) static void tell(void) {
    fprintf(stderr, "the wrapper saw %d steps\n", steps);
}
