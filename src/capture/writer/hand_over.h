/*
 * Work that one thread hands over to another. What the other thread then does, it does for the first, and its
 * stack continues with the first one's.
 *
 * What woke the thread decides which hand-over it is (src/shim/waits/wakes.h), never the time.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_HAND_OVER_H
#define LOOPLINE_CAPTURE_WRITER_HAND_OVER_H

#include <stdbool.h>
#include <stdint.h>

#include "boundary.h"
#include "capture/interned/stacks.h"

/* How many threads work is followed through. A pool with intermediate threads of its own takes three. */
enum { HAND_OVER_THREADS = 4 };

struct hand_over {
    struct stack_origin origin;
    /* Numbers of the threads that the work went through, latest first; thread_count 0: no hand-over. */
    uint32_t thread_count;
    uint32_t threads[HAND_OVER_THREADS];
    struct boundaries boundaries; /* of the thread that handed it over, at the time */
    uint64_t work;                /* see work_here */
    uint32_t answers;             /* how many its thread had been given, at the time */
    uint32_t latest;              /* the latest stack at which its thread was seen to hand it over */
    bool looked;                  /* for who waits for the work, since it was taken or somebody woken */
};

/* The work that the calling thread does for another one. */
extern __thread struct hand_over hand_over_taken
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* Returns the calling thread's number in this process, from 1. */
uint32_t thread_number(void);

/*
 * Returns a number for what the calling thread works on. It is the same in all threads that one thread has
 * handed work over to, directly or through others, until that one waits for a client.
 */
uint64_t work_here(void);

/* Returns what the calling thread would hand over now, without its stack. */
struct hand_over hand_over_here(void);

/* Returns true if the work went through this thread. */
bool hand_over_came_through(const struct hand_over *taken, uint32_t thread);

/*
 * Makes the calling thread take work. If the thread that handed it over has waited since its last hand-over
 * to this one, that counts as a wait of this thread. So does a job, which is handed over while nobody has
 * answered for the last one: it comes like a message. Work from a different thread counts as a client wait,
 * unless it is part of the same work: then it counts as an other wait, as the two threads may only have
 * waited for each other.
 */
void hand_over_take(const struct hand_over *given);

/* Call when the calling thread wakes another: the work it took may be finished. */
void hand_over_answered(void);

/* Call when this thread is given an answer to what it has handed over, whether or not it waits for one. */
void hand_over_answer(uint32_t thread);

/* Call when the calling thread would wake others, and nobody waits: its work's giver may come later. */
static inline void hand_over_answer_early(void) {
    if (hand_over_taken.thread_count)
        hand_over_answer(hand_over_taken.threads[0]);
}

/* It is not certain whose work the calling thread does, and it was not looked for who waits for it. */
static inline bool hand_over_is_to_be_looked_for(void) {
    const struct hand_over *taken = &hand_over_taken;
    return taken->thread_count && !taken->looked;
}

/* The calling thread works for whoever stands, suspended, at this stack; 0: nobody is known to. */
void hand_over_found(uint32_t stack);

/* How often the calling thread has waited for a client is told to the threads that work for it. */
void hand_over_publish(void);

/* Ends the calling thread's work for other threads. */
void hand_over_end(void);

#endif
