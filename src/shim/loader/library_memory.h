/*
 * Memory in which what is found out about a copy of a library is put together.
 */
#ifndef LOOPLINE_SHIM_LOADER_LIBRARY_MEMORY_H
#define LOOPLINE_SHIM_LOADER_LIBRARY_MEMORY_H

#include "libraries.h"

/*
 * Zeroed. Where the host has run out of memory its calls still have to go through, so one thread at a time
 * gets a spare one; NULL: even that is in use. Any thread.
 */
struct library *library_memory_borrow(void);
void library_memory_return(struct library *memory);

#endif
