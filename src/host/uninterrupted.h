/*
 * A stretch of code that the host can neither leave nor end in the middle: signals are blocked, so that no
 * handler jumps out of it, and a thread that the host cancels is not cancelled there. What the host calls may
 * have no cancellation point at all, while we open and close files; and a thread that ended with a lock of
 * ours would stop all others.
 */
#ifndef LOOPLINE_HOST_UNINTERRUPTED_H
#define LOOPLINE_HOST_UNINTERRUPTED_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "libc/confined.h"
#include "libc/system_call.h"

/* What the thread's state was before; give it back on the same thread. */
struct uninterrupted {
    uint64_t signals;
    int cancellation;
    bool held_back; /* signals are; not in a process that has confined itself (libc/confined.h) */
};

static inline struct uninterrupted uninterrupted_begin(void) {
    struct uninterrupted before;
    const uint64_t all = ~(3ull << 31); /* but glibc's own two, as its functions have it */
    before.held_back = !process_is_confined();
    if (before.held_back)
        signal_mask(SIG_BLOCK, &all, &before.signals);
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before.cancellation);
    return before;
}

static inline void uninterrupted_end(const struct uninterrupted *before) {
    int ours;
    pthread_setcancelstate(before->cancellation, &ours);
    if (before->held_back)
        signal_mask(SIG_SETMASK, &before->signals, NULL);
}

#endif
