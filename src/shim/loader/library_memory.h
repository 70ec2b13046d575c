/* Memory for a struct library while it is being filled in. */
#ifndef LOOPLINE_SHIM_LOADER_LIBRARY_MEMORY_H
#define LOOPLINE_SHIM_LOADER_LIBRARY_MEMORY_H

#include "libraries.h"

/*
 * Returns a zeroed struct. Calls must go through even if the host has run out of memory, so one thread at a
 * time then gets a spare one; NULL if that is in use. Give it back with the second function. Any thread.
 */
struct library *library_memory_borrow(void);
void library_memory_return(struct library *memory);

#endif
