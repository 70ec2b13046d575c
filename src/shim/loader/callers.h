/*
 * Which copy of a library a return address reaches: what libraries.c has found out, kept so that a call costs
 * a look, also where Loopline is switched off.
 */
#ifndef LOOPLINE_SHIM_CALLERS_H
#define LOOPLINE_SHIM_CALLERS_H

#include "libraries.h"

struct caller {
    const void *address;
    enum loopline_driver driver;
    const struct library *library;
    uint32_t unloads; /* how many there had been when this was found out: more, and it means nothing */
};

/* The copy, or NULL where it is not known after that many unloads. Any thread; takes no lock. */
const struct library *callers_find(enum loopline_driver driver, const void *address, uint32_t unloads);

/* Any thread; calls nothing. */
void callers_remember(const struct caller *found);

/* In a forked child: the lock is free. */
void callers_after_fork(void);

#endif
