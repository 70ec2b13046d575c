/* The C functions that the hooks of dlopen and dlsym (trampolines_*.S) call. Any thread. */
#ifndef LOOPLINE_SHIM_LOADER_LOADER_H
#define LOOPLINE_SHIM_LOADER_LOADER_H

#include <stdbool.h>

/* Returns false while Loopline is switched off: dlsym and dlopen are passed on unchanged. */
bool loader_hooks_apply(void);

/* Returns the mode to pass to the real dlopen. */
int loader_dlopen_mode(const char *file, int mode);

/*
 * Returns what dlsym returns to its caller (a return address). NULL: call the real dlsym. LOADER_ABSENT
 * (answer.h): return NULL; dlerror already has the reason.
 */
void *loader_dlsym_answer(void *handle, const char *name, const void *caller);

#endif
