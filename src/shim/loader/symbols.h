/*
 * Resolves names past the shim: to the function that the loader would have bound a caller to.
 *
 * All but symbols_after_fork call the loader: never call them in the child of a fork, nor under a lock that a
 * constructor may wait for.
 */
#ifndef LOOPLINE_SHIM_LOADER_SYMBOLS_H
#define LOOPLINE_SHIM_LOADER_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

/* Returns true if both addresses are in the same loaded object. Any thread. */
bool symbols_share_object(const void *one, const void *other);

/* Returns true if the address is in the shim. Any thread. */
bool symbols_is_own(const void *address);

/*
 * Returns the loader's path of the object that holds an address; NULL for the main program, or if no object
 * holds it. Any thread.
 */
const char *symbols_object_of(const void *address);

/* Returns the next symbol of this name after the shim in the global scope, or NULL. Any thread. */
void *symbols_next(const char *name);

/* Returns the symbol from the first loaded object in which it can be found, or NULL. Any thread. */
void *symbols_anywhere(const char *name);

/*
 * Returns the function that `caller` (a return address) would reach under a name without the shim, or NULL.
 * Any thread.
 */
void *symbols_for_caller(const char *name, const void *caller);

/*
 * Notes that `file` was opened with RTLD_DEEPBIND, which the shim dropped: its own libraries come first for
 * it.
 */
void symbols_note_deepbind(const char *file);

/* Call in a forked child: releases the lock. */
void symbols_after_fork(void);

#endif
