/*
 * The loader's functions past our own hooks, for the use of this library.
 */
#ifndef LOOPLINE_LIBC_LOADER_H
#define LOOPLINE_LIBC_LOADER_H

/* The real functions, as dlopen(3), dlsym(3) and dlclose(3) have them. Any thread. */
void *real_dlopen(const char *file, int mode);
void *real_dlsym(void *handle, const char *name);
int real_dlclose(void *handle);

/*
 * Looks them up where that has not happened yet: a constructor of another library may call a hook before ours
 * has run. Twice does no harm.
 */
void real_loader_find(void);

#endif
