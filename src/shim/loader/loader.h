/*
 * What the hooks of dlopen and dlsym (trampolines_*.S) ask of C.
 */
#ifndef LOOPLINE_SHIM_LOADER_LOADER_H
#define LOOPLINE_SHIM_LOADER_LOADER_H

#include <stdbool.h>

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
