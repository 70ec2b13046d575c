/*
 * The loader's functions: hooks for dlopen, dlsym and dlclose, and the way past them.
 */
#ifndef LOOPLINE_SHIM_LOADER_H
#define LOOPLINE_SHIM_LOADER_H

#include <stdbool.h>

/* The real functions, for the use of this library. Any thread. */
void *loader_dlopen(const char *file, int mode);
void *loader_dlsym(void *handle, const char *name);
int loader_dlclose(void *handle);

/* False while Loopline is switched off: dlsym and dlopen are passed on as they are. */
bool loader_hooks_apply(void);

/* For trampolines_*.S: what dlopen's mode becomes. */
int loader_dlopen_mode(const char *file, int mode);

/*
 * For trampolines_*.S: what dlsym is to answer its caller (a return address). NULL: ask the real one;
 * LOADER_ABSENT (loader_answer.h): NULL, and dlerror has been told why.
 */
void *loader_dlsym_answer(void *handle, const char *name, const void *caller);

#endif
