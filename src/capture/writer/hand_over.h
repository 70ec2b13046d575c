/*
 * Work that one thread hands over to another: what the other one does then is done for the first, and its
 * stack goes on where that one stood.
 *
 * Which hand-over it is follows from what woke the thread (src/shim/waits/wakes.h), never from the time.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_HAND_OVER_H
#define LOOPLINE_CAPTURE_WRITER_HAND_OVER_H

#include <stdbool.h>
#include <stdint.h>

#include "boundary.h"
#include "capture/interned/stacks.h"

/* Threads that work is followed through: a pool with threads of its own in between takes three. */
enum { HAND_OVER_THREADS = 4 };

struct hand_over {
    struct stack_origin origin;
    /* Numbers of the threads that it went through, the latest first; 0 of them: there is no hand-over. */
    uint32_t thread_count;
    uint32_t threads[HAND_OVER_THREADS];
    struct boundaries boundaries; /* of the thread that handed it over, at that moment */
    uint64_t work;                /* see work_here */
};

/* What the calling thread works on for another one. */
extern __thread struct hand_over hand_over_taken
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* Number of the calling thread in this process, from 1. Any thread. */
uint32_t thread_number(void);

/*
 * What the calling thread works on: the same in all threads that one thread has handed work over to, directly
 * or through others, until that one waits for a client.
 */
uint64_t work_here(void);

/* What the calling thread hands over at this moment; where it stands is not known. */
struct hand_over hand_over_here(void);

/* The work went through this thread. */
bool hand_over_came_through(const struct hand_over *taken, uint32_t thread);

/*
 * The calling thread takes work: what the thread that handed it over has waited for since it did so last
 * counts as a wait of the one that takes it. Another one's work is another matter altogether, unless both
 * come from one thread: then they may only have waited for each other.
 */
void hand_over_take(const struct hand_over *given);

/* The calling thread wakes another one: what it has taken may be done with. */
void hand_over_answered(void);

/* The calling thread works for nobody but those who wait for it outside of the process. */
void hand_over_end(void);

#endif
