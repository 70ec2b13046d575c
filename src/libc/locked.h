/*
 * Whether this process keeps all memory that it maps locked (mlockall(2), MCL_FUTURE): then each mapping of
 * ours would take from what it may lock, and is let go at once.
 *
 * What is noticed is the C library's mlockall. The lock is not inherited by a fork, nor kept by execve.
 */
#ifndef LOOPLINE_LIBC_LOCKED_H
#define LOOPLINE_LIBC_LOCKED_H

#include <stdbool.h>

/* The module's state. Atomic. */
extern bool memory_locked __attribute__((visibility("hidden")));

/* Any thread; one look at memory. */
static inline bool process_locks_memory(void) {
    return __builtin_expect(__atomic_load_n(&memory_locked, __ATOMIC_RELAXED), 0);
}

#endif
