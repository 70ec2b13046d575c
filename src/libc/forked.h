/*
 * Whether this process may call the loader. The child of a fork may not if another thread of its parent could
 * have been in the loader: nobody releases the locks which that thread held, and what it was changing stays
 * half changed. (glibc reinitialises one of the two locks, and so fails an assertion instead: posix/fork.c,
 * 2.36.)
 */
#ifndef LOOPLINE_LIBC_FORKED_H
#define LOOPLINE_LIBC_FORKED_H

#include <stdbool.h>

/* Call once, from the constructor. */
void fork_watch_start(void);

/*
 * Call the first before a fork, the second in the child after it. A child made by a bare system call runs
 * neither and never calls the loader; a child of vfork shares its parent's memory and may do what the parent
 * may.
 */
void fork_watch_prepare(void);
void fork_watch_child(void);

/* Returns false in such a child. Any thread, also in a signal handler; reads one word. */
bool loader_may_be_asked(void);

#endif
