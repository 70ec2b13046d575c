/*
 * Where a name leads, past this library: the function that the loader would have bound a caller to.
 *
 * All of it asks the loader: never call it in the child of a fork, and never under a lock that a constructor
 * may wait for.
 */
#ifndef LOOPLINE_SHIM_LOADER_SYMBOLS_H
#define LOOPLINE_SHIM_LOADER_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

/* True where both addresses lie in one loaded object. Any thread. */
bool symbols_share_object(const void *one, const void *other);

/* True where the address lies in this library. Any thread. */
bool symbols_is_own(const void *address);

/* The path of the object that holds an address, as the loader names it; NULL: the main program, or none. */
const char *symbols_object_of(const void *address);

/* What comes after this library in the global scope under a name; NULL: nothing does. */
void *symbols_next(const char *name);

/* The symbol as any loaded object sees it, the first that does; NULL: none does. */
void *symbols_anywhere(const char *name);

/*
 * The function that `caller` (a return address) would reach under a name without this library; NULL where
 * there is none.
 */
void *symbols_for_caller(const char *name, const void *caller);

/* The name was opened with RTLD_DEEPBIND, which was dropped: its own libraries come first for it. */
void symbols_note_deepbind(const char *file);

/* In a forked child: the lock is free. */
void symbols_after_fork(void);

#endif
