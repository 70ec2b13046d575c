/*
 * A log for debugging the shim inside a host: lines in the file that LOOPLINE_TRACE names.
 *
 * Only in builds with TRACE=1. A release build neither reads the variable nor contains the texts.
 */
#ifndef LOOPLINE_LIBC_TRACE_H
#define LOOPLINE_LIBC_TRACE_H

#include <stdint.h>

#ifdef LOOPLINE_TRACE_BUILD
/* Writes one line: `what` (a literal) and a number. Any thread, also in a signal handler; keeps errno. */
void trace_number(const char *what, uint64_t number);
/* The same with a text, which may be NULL. */
void trace_text(const char *what, const char *text);
#else
static inline void trace_number(const char *what, uint64_t number) {
    (void)what;
    (void)number;
}
static inline void trace_text(const char *what, const char *text) {
    (void)what;
    (void)text;
}
#endif

#endif
