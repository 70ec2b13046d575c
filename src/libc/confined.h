/*
 * Whether this process has confined itself (seccomp(2)): a filter may end it for any system call that it has
 * not foreseen, and which those are cannot be asked. From then on this library makes none of its own.
 *
 * What is noticed is what the process does through the C library's prctl and syscall. A filter that it was
 * started under is not: that one lets programs start, open files and map memory.
 */
#ifndef LOOPLINE_LIBC_CONFINED_H
#define LOOPLINE_LIBC_CONFINED_H

#include <stdbool.h>

/* The module's state. Atomic; only ever becomes true. */
extern bool confined_itself __attribute__((visibility("hidden")));

/* Any thread, also in a signal handler; one look at memory. */
static inline bool process_is_confined(void) {
    return __builtin_expect(__atomic_load_n(&confined_itself, __ATOMIC_RELAXED), 0);
}

/* A filter stands, or is about to. */
void process_note_confined(void);

#endif
