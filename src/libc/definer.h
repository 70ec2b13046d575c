/*
 * The object that an interpreter lives in: the program, a library that it is linked with, or one that was
 * opened for itself alone.
 */
#ifndef LOOPLINE_LIBC_DEFINER_H
#define LOOPLINE_LIBC_DEFINER_H

#include <stdbool.h>

/*
 * Sets `handle` to one for real_dlsym in which `symbol` is found; RTLD_DEFAULT is NULL. An object opened with
 * RTLD_LOCAL is looked for among those whose path has `name` in it. What was found stays loaded, whatever the
 * host closes. False: no object defines the symbol. May call the loader; not from under its lock.
 */
bool definer_open(const char *symbol, const char *name, void **handle);

#endif
