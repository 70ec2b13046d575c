/*
 * The loader's functions past our own hooks, for the use of this library. Where the loader may not be asked
 * (forked.h) each answers from its list of objects, as far as that goes.
 */
#ifndef LOOPLINE_LIBC_LOADER_H
#define LOOPLINE_LIBC_LOADER_H

/*
 * The real functions, as dlopen(3), dlsym(3) and dlclose(3) have them. A handle serves these functions
 * alone, in the process that it was opened in. NULL also where this C library lacks the function. Any thread.
 */
void *real_dlopen(const char *file, int mode);
void *real_dlsym(void *handle, const char *name);
int real_dlclose(void *handle);

/*
 * Looks them up where that has not happened yet: a constructor of another library may call a hook before ours
 * has run. Twice does no harm.
 */
void real_loader_find(void);

#endif
