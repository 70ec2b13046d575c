/*
 * Timing a small operation: several rounds, of which the best counts, since whatever else the machine does
 * only adds to the others.
 */
#ifndef LOOPLINE_BENCH_ROUNDS_H
#define LOOPLINE_BENCH_ROUNDS_H

#include <time.h>

enum { ROUNDS = 7 };

static inline double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Nanoseconds of one operation in the best of ROUNDS rounds of `count` operations. */
static inline double best_round(void (*operation)(void *context, long number), void *context, long count) {
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = seconds_now();
        for (long i = 0; i < count; i++)
            operation(context, i);
        const double seconds = seconds_now() - start;
        if (seconds < best)
            best = seconds;
    }
    return best / (double)count * 1e9;
}

#endif
