/*
 * Room to work in, for as long as something takes that is too large for the caller's stack and is needed now
 * and then. A few pieces are kept and lent to whichever thread comes; more are mapped for the time.
 */
#ifndef LOOPLINE_HOST_SCRATCH_H
#define LOOPLINE_HOST_SCRATCH_H

#include <stddef.h>

enum { SCRATCH_KEPT = 4 };

/* All zero but for `bytes`. */
struct scratch_pool {
    size_t bytes; /* of a piece */
    void *kept[SCRATCH_KEPT];
};

/* A piece with anything in it; NULL: no memory. Any thread, also in a signal handler; takes no lock. */
void *scratch_take(struct scratch_pool *pool);
void scratch_give_back(struct scratch_pool *pool, void *piece); /* NULL is fine */

#endif
