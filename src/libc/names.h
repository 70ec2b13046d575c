/*
 * Names compared without the C library: programs built with a sanitizer look up functions by dlsym before
 * their strcmp can be called, and ask for it first of all.
 */
#ifndef LOOPLINE_LIBC_NAMES_H
#define LOOPLINE_LIBC_NAMES_H

#include <stdbool.h>

/* Whether the name begins with this. Any thread, at any time. */
static inline bool name_begins(const char *name, const char *beginning) {
    while (*beginning)
        if (*name++ != *beginning++)
            return false;
    return true;
}

/* Whether the two are the same. Any thread, at any time. */
static inline bool name_equals(const char *name, const char *other) {
    while (*name && *name == *other) {
        name++;
        other++;
    }
    return *name == *other;
}

#endif
