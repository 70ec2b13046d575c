/*
 * The loader's functions, called past our own hooks, for use by the shim. Where the loader may not be called
 * (forked.h), each answers from the loader's list of objects, as far as possible.
 */
#ifndef LOOPLINE_LIBC_LOADER_H
#define LOOPLINE_LIBC_LOADER_H

/*
 * Like dlopen(3), dlsym(3) and dlclose(3). Pass a handle to these functions only, and only in the process
 * that opened it. The first two also return NULL if this C library lacks the function. Any thread.
 */
void *real_dlopen(const char *file, int mode);
void *real_dlsym(void *handle, const char *name);
int real_dlclose(void *handle);

/*
 * Looks up the real functions unless that has happened: another library's constructor may call a hook before
 * ours has run. Calling it twice is harmless.
 */
void real_loader_find(void);

#endif
