/*
 * A section of code that nothing in the host can interrupt: signals are blocked, so no handler jumps out of
 * it, and cancellation is disabled. The function that the host calls may have no cancellation point, while
 * the shim opens and closes files within it; and a thread that ended while holding a lock of the shim would
 * block all others.
 */
#ifndef LOOPLINE_HOST_UNINTERRUPTED_H
#define LOOPLINE_HOST_UNINTERRUPTED_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "libc/confined.h"
#include "libc/system_call.h"

/* The thread's previous state, to be restored on the same thread. */
struct uninterrupted {
    uint64_t signals;
    int cancellation;
    bool held_back; /* signals are blocked; false in a process that has confined itself (libc/confined.h) */
};

/* Begins a section. Any thread; sections may nest. Pass what it wrote to uninterrupted_end. */
static inline void uninterrupted_begin(struct uninterrupted *before) {
    const uint64_t all = ~(3ull << 31); /* but glibc's own two, as its functions have it */
    before->held_back = !process_is_confined();
    if (before->held_back)
        signal_mask(SIG_BLOCK, &all, &before->signals);
    /* ThreadSanitizer sees what pthread_setcancelstate writes, and not who was lent the memory of `before`.
     */
    int cancellation;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellation);
    before->cancellation = cancellation;
}

static inline void uninterrupted_end(const struct uninterrupted *before) {
    int ours;
    pthread_setcancelstate(before->cancellation, &ours);
    if (before->held_back)
        signal_mask(SIG_SETMASK, &before->signals, NULL);
}

#endif
