/*
 * Another library that is preloaded and stands in for a function of SQLite: it counts the calls that come by
 * and passes them on: to the next function of that name, or with -DBY_HANDLE to the library itself. At exit
 * it tells how many came.
 */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdio.h>

static int steps;

int sqlite3_step(sqlite3_stmt *statement) {
    static __typeof__(sqlite3_step) *next;
#ifdef BY_HANDLE
    if (!next)
        next = (__typeof__(next))dlsym(dlopen("libsqlite3.so.0", RTLD_NOW), "sqlite3_step");
#else
    if (!next)
        next = (__typeof__(next))dlsym(RTLD_NEXT, "sqlite3_step");
#endif
    steps++;
    return next(statement);
}

__attribute__((destructor)) static void tell(void) {
    fprintf(stderr, "the wrapper saw %d steps\n", steps);
}
