/*
 * Finds the object that holds an interpreter: the program, a library that it is linked with, or one that was
 * opened with RTLD_LOCAL.
 */
#ifndef LOOPLINE_LIBC_DEFINER_H
#define LOOPLINE_LIBC_DEFINER_H

#include <stdbool.h>

/*
 * Sets `*handle` to a handle for real_dlsym in which `symbol` is found; it may be RTLD_DEFAULT, which is
 * NULL. Of objects opened with RTLD_LOCAL, those whose path contains `name` are searched. The object found
 * stays loaded, whatever the host closes. Returns false if no object defines the symbol. May call the loader,
 * so never call it while holding the loader's lock.
 */
bool definer_open(const char *symbol, const char *name, void **handle);

#endif
