/*
 * Which thread wakes which: what a thread waits on, and the work that comes with what ends the wait.
 *
 * A thread that waits says on what: a semaphore, a condition, a descriptor. A thread that is about to wake it
 * (sem_post, pthread_cond_signal, a write to the other end) leaves there what it hands over: the stack that
 * it stands at, and what it works on itself. The one that wakes takes it. So it is the wake-up that ended
 * this wait that tells whose work a thread does, not the time.
 *
 * - A thread that wakes one which its own work came through answers it. That ends a wait, and hands over
 *   nothing.
 * - A thread that gives back a semaphore which it has taken itself leaves a critical section. That hands over
 *   nothing either. One that gives back what another has taken, or what nobody could take before, wakes
 *   somebody who may not have come to wait for it yet.
 * - A worker that never waits does not tell when it turns to other work: it goes on with what it has.
 *
 * The table is bounded and forgets; nobody waits for it longer than a moment. All functions: any thread, also
 * in a signal handler; errno is kept.
 */
#ifndef LOOPLINE_SHIM_WAITS_WAKES_H
#define LOOPLINE_SHIM_WAITS_WAKES_H

#include <stdbool.h>
#include <stdint.h>

#include "descriptors.h"

enum { WAKES_SETS = 128, WAKES_WAYS = 4 };

/* What is waited on; 0: free. Read without a lock, by everybody who may wake somebody. */
extern uintptr_t wakes_keys[WAKES_SETS][WAKES_WAYS] __attribute__((visibility("hidden")));

static inline uintptr_t wakes_key_of(const void *object) {
    return (uintptr_t)object;
}

/* Descriptors are small numbers; nothing is mapped at the addresses that they are. */
static inline uintptr_t wakes_key_of_descriptor(int descriptor) {
    return (uintptr_t)descriptor + 1;
}

static inline uint32_t wakes_set_of(uintptr_t key) {
    return (uint32_t)(((key >> 2) ^ (key >> 9) ^ key << 4) % WAKES_SETS);
}

/* Some thread waits on it, or has waited on a descriptor before. */
static inline bool wakes_is_waited_on(uintptr_t key) {
    const uintptr_t *keys = wakes_keys[wakes_set_of(key)];
    for (int i = 0; i < WAKES_WAYS; i++)
        if (__atomic_load_n(&keys[i], __ATOMIC_RELAXED) == key)
            return true;
    return false;
}

/* The calling thread is about to wait on it. False: that cannot be kept, and wakes_end is not to be called.
 */
bool wakes_begin(uintptr_t key);

/* How a wait ended. An answer may have come before the wait. */
enum wakes_end {
    WAKES_BY_OTHERS, /* by nobody that is known, or not at all */
    WAKES_BY_ANSWER, /* by a thread that worked for this one */
    WAKES_FOR_WORK,  /* by a thread that handed work over, which is taken */
};
enum wakes_end wakes_end(uintptr_t key, bool woken);

/* The calling thread is about to wake whoever waits on it: one of those, or all. */
void wakes_wake(uintptr_t key, bool all);

/* The descriptor is closed. */
void wakes_forget(uintptr_t key);

/* In a forked child: nobody waits. */
void wakes_after_fork(void);

/*
 * A semaphore is made, of this value. One of 0 is there to wake somebody; one of several is a number of
 * things to be had, and whoever gives back one of them hands over nothing.
 */
void wakes_note_made(const void *semaphore, unsigned value);

/* The calling thread has taken a semaphore, with or without a wait. */
void wakes_note_taken(const void *semaphore);

/*
 * The calling thread has taken a semaphore that it did not have to wait for: whoever gave it back in between
 * may have handed work over.
 */
void wakes_take_free(const void *semaphore);

/* The calling thread is about to give a semaphore back. */
void wakes_give(const void *semaphore);

#endif
