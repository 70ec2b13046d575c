/*
 * Whether this process has confined itself (seccomp(2)). A filter may kill it for any system call that the
 * filter does not allow, and there is no way to find out which those are. From then on the shim makes no
 * system call of its own.
 *
 * Only filters that the process installs through the C library's prctl and syscall are noticed. A filter that
 * it was started under does not count: that one lets programs start, open files and map memory.
 */
#ifndef LOOPLINE_LIBC_CONFINED_H
#define LOOPLINE_LIBC_CONFINED_H

#include <stdbool.h>

/* The module's state. Atomic; once true it stays true. */
extern bool confined_itself __attribute__((visibility("hidden")));

/* Any thread, also in a signal handler; reads one word. */
static inline bool process_is_confined(void) {
    return __builtin_expect(__atomic_load_n(&confined_itself, __ATOMIC_RELAXED), 0);
}

/* Notes that a filter is installed or about to be. Any thread. */
void process_note_confined(void);

/* What is called before that, once: while what it needs can still be had. From the constructor. */
void process_before_confinement(void (*prepare)(void));

#endif
