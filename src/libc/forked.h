/*
 * Whether this process may ask the loader. The child of a fork may not, where another thread of its parent
 * could have been in the loader: the locks that it held are nobody's to give back, and what it was changing
 * stays half changed. (glibc makes one of the two locks anew, and so fails at an assertion instead,
 * posix/fork.c, 2.36.)
 */
#ifndef LOOPLINE_LIBC_FORKED_H
#define LOOPLINE_LIBC_FORKED_H

#include <stdbool.h>

/* From the constructor. */
void fork_watch_start(void);

/*
 * To be called before a fork and, in the child, behind it. A child that was made by a bare system call runs
 * neither, and never asks the loader; one of vfork has its parent's memory and may do what the parent may.
 */
void fork_watch_prepare(void);
void fork_watch_child(void);

/* False from the fork on in such a child. Any thread, also in a signal handler; one look at memory. */
bool loader_may_be_asked(void);

#endif
